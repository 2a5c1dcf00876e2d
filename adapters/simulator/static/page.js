// Ties the page together: what the demo says (server-sent events), and which chat is in sight.

import { Desk } from "./desk.js";
import { $ } from "./dom.js";
import { drawPeople, drawSteps } from "./panel.js";
import { Phone, YOU } from "./phone.js";

const sides = { phone: new Phone(), desk: new Desk() };
let people = [];

const heard = {
  everything(it) {
    $("lost").hidden = true;
    document.title = `${it.title} demo`;
    $("title").textContent = it.title;
    $("code").textContent = it.code;
    $("code-line").hidden = !it.code;
    sides.phone.everything(it.phone);
    sides.desk.everything(it.desk);
    drawSteps(it.steps);
    heard.people(it.people);
  },
  people(it) {
    people = it;
    draw();
  },
  message(it) {
    sides.phone.message(it);
    if (it.phone === YOU && !it.message.mine) noteNews("phone");
  },
  toast: (it) => sides.phone.toastOf(it),
  typing: (it) => sides.phone.typing(it),
  member: (it) => sides.phone.member(it),
  commands: (it) => sides.phone.commands(it),
  desk(it) {
    sides.desk.heard(it);
    if (it.desk === YOU && it.message && !it.message.mine) noteNews("desk");
  },
};

function draw() {
  drawPeople(people, { phone: sides.phone.shown, desk: sides.desk.shown }, watch);
}

async function watch(person) {
  const answer = await fetch(`/simulator/${person.side}s/${person.place}`).catch(() => null);
  if (!answer?.ok) return;
  sides[person.side].watch(person.place, await answer.json());
  look(person.side);
  draw();
  if (window.matchMedia("(max-width: 760px)").matches) $("stage").scrollIntoView();
  $(`${person.side}-yours`).focus({ preventScroll: true });
}

// On a narrow screen one chat is in sight, and the other says when there is news in it.
function look(side) {
  $("stage").dataset.side = side;
  for (const button of document.querySelectorAll("[data-look]")) {
    const here = button.dataset.look === side;
    button.ariaPressed = String(here);
    if (here) button.querySelector(".news").hidden = true;
  }
}

function noteNews(side) {
  if ($("stage").dataset.side !== side) document.querySelector(`[data-look="${side}"] .news`).hidden = false;
}

function listen() {
  const source = new EventSource("/simulator/events");
  for (const [kind, handler] of Object.entries(heard)) {
    source.addEventListener(kind, (event) => handler(JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    $("lost").hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

for (const [name, side] of Object.entries(sides)) {
  $(`${name}-yours`).addEventListener("click", () => { side.watch(YOU); draw(); side.focus(); });
}
for (const button of document.querySelectorAll("[data-look]")) {
  button.addEventListener("click", () => look(button.dataset.look));
}
look("phone");
listen();
