// How a phone's messages look: bubbles, keyboards, marks. Knows nothing of where they come from.

import { aside, clock, make } from "./dom.js";
import { formatted, link } from "./words.js";

// `press(number)` is called for a button, counted from the first; without it, the buttons are for looking at.
export function bubble(message, press) {
  const inside = [
    aside(message.mine ? "You: " : "Bot: "),
    message.photo && photo(message.photo),
    message.file && make("div", { className: "file" }, message.file),
    make("div", { className: "text" }, formatted(message.text, message.entities), marks(message)),
  ];
  return make(
    "li", { className: message.mine ? "row mine" : "row", data: { id: message.id } },
    make("div", { className: "bubble" }, ...inside),
    message.keyboard.length ? keys(message, press) : null,
  );
}

// The platform has no words for a picture but those that stand below it.
function photo({ src, width, height }) {
  return make("img", { className: "photo", src, width, height, decoding: "sync", alt: "Picture, described in the words below" });
}

function marks(message) {
  const silent = message.silent && make("span", { className: "silent", title: "Sent without a sound" }, aside("silent "));
  return make("span", { className: "marks" }, message.edited ? "edited " : "", silent || "", clock(message.at));
}

function keys(message, press) {
  const group = make("div", { className: "keys", role: "group", ariaLabel: "Answers" });
  let number = 0;
  for (const line of message.keyboard) {
    const tight = line.length > 4 && line.every((button) => button.text.length < 4);
    group.append(make("div", { className: tight ? "keyrow tight" : "keyrow" }, ...line.map((it) => key(it, number++, press))));
  }
  return group;
}

function key(button, number, press) {
  if (button.url) {
    const node = link(button.url);
    node.className = "key opens";
    node.textContent = button.text;
    return node;
  }
  const node = make("button", { type: "button", className: "key", disabled: !press }, button.text);
  node.addEventListener("click", () => { node.classList.add("busy"); press(number); });
  return node;
}
