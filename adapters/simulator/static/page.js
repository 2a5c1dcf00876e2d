// Ties the page together: what the demo says (server-sent events) and what you do (small JSON posts).

import { Phone } from "./phone.js";

const $ = (id) => document.getElementById(id);
const YOU = "you";
let shown = YOU;
let you = { started: false, blocked: false, commands: [], messages: [] };
let people = [];
let toastTimer = 0;
let typingTimer = 0;

const phone = new Phone($("log"), $("messages"), $("newest"), (id, number) => act("press", { message_id: id, number }));

async function act(action, body = {}) {
  const answer = await fetch(`/simulator/${action}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }).catch(() => null);
  if (!answer?.ok) {
    phone.acknowledged();
    toast(answer ? await answer.text() : "That did not reach the demo. Try again in a moment.");
  }
}

function toast(words) {
  clearTimeout(toastTimer);
  $("toast").textContent = words;
  $("toast").hidden = false;
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 3500);
}

function drawFoot() {
  const mine = shown === YOU;
  $("start").hidden = !mine || you.started;
  $("unblock").hidden = !mine || !you.started || !you.blocked;
  $("compose").hidden = !mine || !you.started || you.blocked;
  $("block").hidden = !mine || !you.started || you.blocked;
  $("menu").hidden = you.commands.length === 0;
  $("readonly").hidden = mine;
  $("about").hidden = !mine || you.started || !$("about-text").textContent;
  $("watching").hidden = mine;
}

function drawCommands() {
  $("commands").replaceChildren(...you.commands.map((command) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const name = document.createElement("strong");
    name.textContent = `/${command.command}`;
    button.append(name, ` ${command.description}`);
    button.addEventListener("click", () => { menu(false); act("send", { text: `/${command.command}` }); $("typing").focus(); });
    item.append(button);
    return item;
  }));
}

function menu(open) {
  $("commands").hidden = !open;
  $("menu").setAttribute("aria-expanded", String(open));
  if (open) $("commands").querySelector("button")?.focus();
}

function drawPeople() {
  const hadFocus = document.activeElement?.dataset?.phone;
  $("people").replaceChildren(...people.map((person) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.phone = person.phone;
    button.dataset.state = person.state;
    button.setAttribute("aria-pressed", String(shown === person.phone));
    const face = document.createElement("span");
    face.className = "face";
    face.textContent = person.name[0];
    face.setAttribute("aria-hidden", "true");
    const words = document.createElement("span");
    words.className = "who";
    const name = document.createElement("strong");
    name.textContent = person.name;
    const state = document.createElement("span");
    const count = person.messages === 1 ? "1 message" : `${person.messages} messages`;
    state.textContent = `${person.state}, ${count}`;
    words.append(name, state);
    button.append(face, words);
    button.addEventListener("click", () => watch(person.phone));
    item.append(button);
    return item;
  }));
  if (hadFocus) $("people").querySelector(`[data-phone="${hadFocus}"]`)?.focus({ preventScroll: true });
}

function drawSteps(steps) {
  document.querySelector(".next").hidden = steps.length === 0;
  $("steps").replaceChildren(...steps.map((step) => {
    const item = document.createElement("li");
    const title = document.createElement("h3");
    title.textContent = step.title;
    const text = document.createElement("p");
    text.textContent = step.text;
    item.append(title, text);
    if (step.command) item.append(commandLine(step.command));
    return item;
  }));
}

function commandLine(command) {
  const line = document.createElement("div");
  line.className = "line";
  const code = document.createElement("code");
  code.textContent = command;
  code.tabIndex = 0;
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "quiet";
  copy.textContent = "Copy";
  copy.setAttribute("aria-label", `Copy: ${command}`);
  copy.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(command).then(() => true, () => false);
    copy.textContent = done ? "Copied" : "Select it";
    setTimeout(() => { copy.textContent = "Copy"; }, 2000);
  });
  line.append(code, copy);
  return line;
}

async function watch(name) {
  if (name !== YOU) {
    const answer = await fetch(`/simulator/phones/${name}`).catch(() => null);
    if (!answer?.ok) return;
    const other = await answer.json();
    shown = name;
    $("watching-text").textContent = `You are looking at ${other.name}’s phone.`;
    $("readonly").textContent = `${other.name} answers without help.`;
    phone.show(other.messages, true);
    drawFoot();
    if (window.matchMedia("(max-width: 760px)").matches) document.querySelector(".hand").scrollIntoView();
    $("yours").focus({ preventScroll: true });
  } else {
    shown = YOU;
    phone.show(you.messages, false);
    drawFoot();
  }
  drawPeople();
}

function remember(message) {
  const place = you.messages.findIndex((it) => it.id === message.id);
  if (message.deleted) you.messages = you.messages.filter((it) => it.id !== message.id);
  else if (place >= 0) you.messages[place] = message;
  else you.messages.push(message);
  if (message.mine) you.started = true;
}

const heard = {
  everything(it) {
    $("lost").hidden = true;
    document.title = `${it.title} demo`;
    $("title").textContent = it.title;
    $("bot").textContent = it.bot.name;
    $("face").textContent = it.bot.name[0];
    $("about-text").textContent = it.bot.about;
    you = it.you;
    people = it.people;
    drawSteps(it.steps);
    document.querySelector(".others").hidden = people.length === 0;
    drawCommands();
    watch(shown);
  },
  message(it) {
    if (it.phone === YOU) remember(it.message);
    if (it.phone === shown) {
      if (!it.message.mine) doing("bot");
      phone.put(it.message);
    }
    if (it.phone === YOU) drawFoot();
  },
  toast(it) {
    if (it.phone !== YOU) return;
    phone.acknowledged();
    if (!it.text || shown !== YOU) return;
    if (it.alert) {
      $("alert-text").textContent = it.text;
      $("alert").showModal();
    } else {
      toast(it.text);
    }
  },
  typing(it) {
    if (it.phone === shown) doing("typing…");
  },
  member(it) {
    if (it.phone !== YOU) return;
    you.blocked = it.blocked;
    drawFoot();
    if (shown === YOU && document.activeElement === document.body) $(it.blocked ? "unblock" : "typing").focus();
  },
  commands(it) {
    if (it.phone !== YOU) return;
    you.commands = it.commands;
    drawCommands();
    drawFoot();
  },
  people(it) {
    people = it;
    drawPeople();
  },
};

function doing(words) {
  clearTimeout(typingTimer);
  $("doing").textContent = words;
  if (words !== "bot") typingTimer = setTimeout(() => { $("doing").textContent = "bot"; }, 5000);
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

function fit() {
  $("typing").rows = Math.min(5, Math.max(1, $("typing").value.split("\n").length));
}

$("start").addEventListener("click", () => { act("start"); phone.keepFocus = true; });
$("block").addEventListener("click", () => act("block"));
$("unblock").addEventListener("click", () => act("unblock"));
$("yours").addEventListener("click", async () => { await watch(YOU); ($("compose").hidden ? $("start") : $("typing")).focus(); });
$("menu").addEventListener("click", () => menu($("commands").hidden));
$("typing").addEventListener("input", fit);
$("typing").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("compose").requestSubmit(); }
});
$("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("typing").value.trim();
  if (!text) return;
  $("typing").value = "";
  fit();
  phone.keepFocus = false;
  act("send", { text });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("commands").hidden) { menu(false); $("menu").focus(); }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#commands, #menu")) menu(false);
});

listen();
