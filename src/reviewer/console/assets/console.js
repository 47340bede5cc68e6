// What makes the console quicker to the hand. Every page works without it.

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

// The queue: j and k go down and up, Enter opens, / searches, ? explains.
const rows = [...document.querySelectorAll("tr[data-row]")];
const keys = document.querySelector("#keys");
let here = -1;

function goTo(place) {
  if (rows.length === 0) return;
  rows[here]?.classList.remove("here");
  here = Math.min(Math.max(place, 0), rows.length - 1);
  rows[here].classList.add("here");
  rows[here].scrollIntoView({ block: "nearest" });
  rows[here].querySelector("a.open").focus({ preventScroll: true });
}

if (keys) {
  document.querySelector(".hint.keys").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || keys.open) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    // The Persian layout has other letters on the same keys.
    if (event.key === "j" || event.code === "KeyJ") goTo(here + 1);
    else if (event.key === "k" || event.code === "KeyK") goTo(here - 1);
    else if (event.key === "/" || event.code === "Slash" && !event.shiftKey) document.querySelector("#search").focus();
    else if (event.key === "?" || event.key === "؟") keys.showModal();
    else return;
    event.preventDefault();
  });
}

// A decision is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form.decision")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.decision")) delete form.dataset.sent;
});

// The viewer of documents: zoom, turn, move, next.
const gallery = document.querySelector("#documents");
const pictures = [...document.querySelectorAll("a[data-picture]")];

function viewer() {
  const dialog = document.createElement("dialog");
  dialog.className = "viewer";
  const tools = document.createElement("div");
  tools.className = "tools";
  const title = document.createElement("strong");
  const stage = document.createElement("div");
  stage.className = "stage";
  const image = document.createElement("img");
  image.draggable = false;
  let place = 0, scale = 1, turn = 0, x = 0, y = 0, grip = null;

  const draw = () => { image.style.transform = `translate(${x}px, ${y}px) rotate(${turn}deg) scale(${scale})`; };
  const zoom = (factor) => {
    scale = Math.min(Math.max(scale * factor, 0.5), 8);
    if (scale <= 1) x = y = 0;
    draw();
  };
  const show = (next) => {
    place = (next + pictures.length) % pictures.length;
    [scale, turn, x, y] = [1, 0, 0, 0];
    image.src = pictures[place].href;
    image.alt = title.textContent = pictures[place].dataset.title;
    draw();
  };
  const rotate = () => { turn += 90; draw(); };
  const button = (sign, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.title = label;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    tools.append(made);
  };

  tools.append(title);
  const words = gallery.dataset;
  button("+", words.zoomIn, () => zoom(1.4));
  button("−", words.zoomOut, () => zoom(1 / 1.4));
  button("⟳", words.rotate, rotate);
  button("→", words.before, () => show(place - 1));
  button("←", words.next, () => show(place + 1));
  button("✕", words.close, () => dialog.close());
  stage.append(image);
  dialog.append(tools, stage);
  document.body.append(dialog);

  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
  }, { passive: false });
  stage.addEventListener("dblclick", () => zoom(scale > 1 ? 1 / scale : 2.5));
  stage.addEventListener("pointerdown", (event) => {
    grip = [event.clientX - x, event.clientY - y];
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!grip) return;
    [x, y] = [event.clientX - grip[0], event.clientY - grip[1]];
    draw();
  });
  stage.addEventListener("pointerup", () => { grip = null; });
  dialog.addEventListener("keydown", (event) => {
    const act = {
      "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4), "r": rotate,
      "ArrowLeft": () => show(place + 1), "ArrowRight": () => show(place - 1),
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  return (next) => {
    show(next);
    dialog.showModal();
  };
}

if (gallery && pictures.length > 0) {
  const open = viewer();
  pictures.forEach((picture, place) => picture.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(place);
  }));
}
