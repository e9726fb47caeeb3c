"use strict";
const MARK = "<!--scene-->";
const sections = [...document.querySelectorAll("section")];

async function tell(section) {
  const scenes = section.querySelector(".scenes");
  const again = section.querySelector(".again");
  scenes.replaceChildren();
  again.disabled = true;
  section.dataset.told = "yes";
  try {
    const answer = await fetch("/_sim/demo/stories/" + section.id, { method: "POST" });
    if (!answer.ok) throw new Error("it was answered " + answer.status);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const parts = (rest + value).split(MARK);
      rest = parts.pop();
      for (const part of parts) scenes.insertAdjacentHTML("beforeend", part);
    }
  } catch (error) {
    const broken = document.createElement("p");
    broken.className = "broken";
    broken.textContent = "The story broke off: " + error.message;
    scenes.append(broken);
  }
  again.disabled = false;
}

function open() {
  const name = location.hash.slice(1);
  const chosen = sections.find((section) => section.id === name) ?? sections[0];
  for (const section of sections) section.hidden = section !== chosen;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === "#" + chosen.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  scrollTo(0, 0);
  if (!chosen.dataset.told) tell(chosen);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.page) {
    button.disabled = true;
    fetch("/_sim/pages/" + button.dataset.page + "/approve", { method: "POST" });
  } else if (button?.classList.contains("again")) {
    tell(button.closest("section"));
  }
});
addEventListener("hashchange", open);
open();
