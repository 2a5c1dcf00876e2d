// The side panel: what to do next, and everyone else.

import { $, aside, make } from "./dom.js";

const SIDES = { phone: "On Telegram", desk: "In Slack" };

export function drawSteps(steps) {
  document.querySelector(".next").hidden = steps.length === 0;
  $("steps").replaceChildren(...steps.map((step) => make(
    "li", {},
    make("h3", {}, step.title), make("p", {}, step.text), step.command ? commandLine(step.command) : null,
  )));
}

function commandLine(command) {
  const copy = make("button", { type: "button", className: "quiet", ariaLabel: `Copy: ${command}` }, "Copy");
  copy.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(command).then(() => true, () => false);
    copy.textContent = done ? "Copied" : "Select it";
    setTimeout(() => { copy.textContent = "Copy"; }, 2000);
  });
  return make("div", { className: "line" }, make("code", { tabIndex: 0 }, command), copy);
}

// `shown` says whose screen each side shows; `watch(person)` is called when another is chosen.
export function drawPeople(people, shown, watch) {
  document.querySelector(".others").hidden = people.length === 0;
  const had = document.activeElement?.dataset?.person;
  $("people").replaceChildren(...Object.entries(SIDES).flatMap(([side, title]) => {
    const there = people.filter((it) => it.side === side);
    if (there.length === 0) return [];
    return [make("h3", {}, title), make("ul", {}, ...there.map((it) => row(it, shown[side] === it.place, watch)))];
  }));
  if (had) $("people").querySelector(`[data-person="${had}"]`)?.focus({ preventScroll: true });
}

function row(person, pressed, watch) {
  const count = person.messages === 1 ? "1 message" : `${person.messages} messages`;
  const words = make(
    "span", { className: "who" },
    make("strong", {}, person.name), make("span", {}, person.state, aside(`, ${count}`)),
  );
  const face = make("span", { className: "face", ariaHidden: "true" }, person.name[0]);
  return make("li", {}, make("button", {
    type: "button",
    ariaPressed: String(pressed),
    data: { person: `${person.side} ${person.place}`, state: person.state },
    on: { click: () => watch(person) },
  }, face, words));
}
