// Comfort on top of a form and a page that work without it: drop, preview, and light up where a field was read.

for (const drop of document.querySelectorAll(".drop")) {
  const input = drop.querySelector("input");
  const hint = drop.querySelector(".hint");
  const hintText = hint.textContent;

  const show = () => {
    const old = drop.querySelector(".preview");
    if (old) {
      URL.revokeObjectURL(old.src);
      old.remove();
    }
    const file = input.files[0];
    drop.classList.toggle("filled", Boolean(file));
    hint.textContent = file ? `${file.name}, ${(file.size / 1e6).toFixed(1)} MB` : hintText;
    if (!file?.type.startsWith("image/")) return;
    const preview = document.createElement("img");
    preview.className = "preview";
    preview.alt = "";
    preview.src = URL.createObjectURL(file);
    drop.prepend(preview);
  };

  input.addEventListener("change", show);
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const file = [...event.dataTransfer.files].find((one) => input.accept.split(",").includes(one.type));
    if (!file) return;
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    show();
  });
  show();
}

const form = document.querySelector("form.try");
if (form) {
  const send = form.querySelector(".send");
  const button = send.querySelector("button");
  const status = send.querySelector("[data-status]");
  const statusText = status.textContent;
  const busy = (on) => {
    send.classList.toggle("busy", on);
    button.disabled = on;
    status.textContent = on ? "Reading and comparing…" : statusText;
  };
  form.addEventListener("submit", () => busy(true));
  // The browser may bring the page back as it was left.
  addEventListener("pageshow", () => busy(false));
}

for (const part of document.querySelectorAll("[data-field]")) {
  const twins = document.querySelectorAll(`[data-field="${part.dataset.field}"]`);
  const light = (on) => twins.forEach((twin) => twin.classList.toggle("lit", on));
  part.addEventListener("pointerenter", () => light(true));
  part.addEventListener("pointerleave", () => light(false));
}
