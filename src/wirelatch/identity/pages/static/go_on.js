// Goes on as soon as every client has been told, and after a few seconds in any case.
const link = document.getElementById("go-on");
const frames = [...document.querySelectorAll("iframe")];
const loaded = frames.map((frame) => new Promise((resolve) => frame.addEventListener("load", resolve)));
const time = new Promise((resolve) => setTimeout(resolve, Number(link.dataset.seconds) * 1000));
Promise.race([Promise.all(loaded), time]).then(() => location.replace(link.href));
