/** Tells when colours or pixels become others without anybody asking: forced colours, another screen, the browser's zoom. */

/** Calls back after each such change, until the signal. */
export function followScreen(signal: AbortSignal, onChange: () => void): void {
  for (const query of ["(forced-colors: active)", "(prefers-color-scheme: dark)", "(prefers-contrast: more)"])
    globalThis.matchMedia?.(query).addEventListener("change", onChange, { signal });
  const watchPixels = () => {
    const pixels = globalThis.matchMedia?.(`(resolution: ${globalThis.devicePixelRatio}dppx)`);
    pixels?.addEventListener(
      "change",
      () => {
        onChange();
        watchPixels();
      },
      { signal, once: true },
    );
  };
  watchPixels();
}
