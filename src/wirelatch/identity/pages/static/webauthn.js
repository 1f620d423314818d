// Hands the options of a page to the browser's passkey API, and its answer to the page's form.
// https://www.w3.org/TR/webauthn-3/
//
//   <button data-passkey-get="OPTIONS" data-field="webauthn">     asks for a passkey when pressed; with data-begin at once
//   <button data-passkey-create="OPTIONS" data-field="response">  makes one
//   <button data-passkey="OPTIONS" hidden>                        the sign-in page's: besides, passkeys are offered in the
//                                                                 list that the user name field drops down
(() => {
  "use strict";
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function decoded(options) {
    const given = { ...options, challenge: toBytes(options.challenge) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (given[list]) given[list] = given[list].map((each) => ({ ...each, id: toBytes(each.id) }));
    }
    if (given.user) given.user = { ...given.user, id: toBytes(given.user.id) };
    return given;
  }

  function encoded(credential) {
    const from = credential.response;
    const response = { clientDataJSON: toText(from.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (from[name]) response[name] = toText(from[name]);
    }
    if (from.getTransports) response.transports = from.getTransports();
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment ?? null,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  function say(form, text) {
    const problem = form.querySelector("[data-passkey-problem]");
    if (!problem) return;
    problem.hidden = !text;
    problem.querySelector("p").textContent = text;
  }

  const EXPLAINED = {
    NotAllowedError: "That was cancelled, or took too long. You can try again.",
    InvalidStateError: "This passkey is registered already.",
    SecurityError: "Passkeys cannot be used at this address: it has to be a host name, with HTTPS.",
    NotSupportedError: "None of your devices can do what is asked for here.",
  };

  let waiting = null;

  async function run(button, how, options, quietly, extra) {
    const form = button.form;
    if (waiting) waiting.abort();
    waiting = new AbortController();
    say(form, "");
    try {
      const request = { publicKey: decoded(options), signal: waiting.signal, ...extra };
      const credential = await navigator.credentials[how](request);
      if (!credential) return;
      form.elements[button.dataset.field || "passkey"].value = JSON.stringify(encoded(credential));
      // Not requestSubmit: name and password need not be filled in.
      form.submit();
    } catch (error) {
      if (error.name === "AbortError" || quietly) return;
      say(form, EXPLAINED[error.name] || `That did not work (${error.name}).`);
    }
  }

  for (const button of document.querySelectorAll("[data-passkey], [data-passkey-get], [data-passkey-create]")) {
    const data = button.dataset;
    if (!window.PublicKeyCredential || !navigator.credentials) {
      if (data.passkey === undefined) {
        button.disabled = true;
        say(button.form, "This browser cannot use passkeys here. They need HTTPS and a host name.");
      }
      continue;
    }
    const how = data.passkeyCreate === undefined ? "get" : "create";
    const options = JSON.parse(data.passkey ?? data.passkeyGet ?? data.passkeyCreate);
    button.hidden = false;
    button.addEventListener("click", () => run(button, how, options, false));
    if (data.begin !== undefined) run(button, how, options, true);
    if (data.passkey !== undefined && PublicKeyCredential.isConditionalMediationAvailable) {
      PublicKeyCredential.isConditionalMediationAvailable().then((can) => {
        if (can) run(button, "get", options, true, { mediation: "conditional" });
      });
    }
  }
})();
