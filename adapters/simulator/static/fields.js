// The fields of a form, each tied to its label, its hint and what is wrong with it.

import { control, isGroup } from "./controls.js";
import { make } from "./dom.js";
import { textOf } from "./richtext.js";

// An input block: its label, the control, the hint, and room for what is wrong.
export function input(block, where) {
  const id = idOf(where, block.block_id);
  const it = block.element;
  const label = [textOf(block.label), block.optional ? make("span", { className: "optional" }, " (optional)") : null];
  const node = isGroup(it)
    ? make("fieldset", {}, make("legend", {}, ...label), control(block, it, where, id))
    : make("div", { className: "field" }, make("label", { htmlFor: id }, ...label), control(block, it, where, id));
  const told = [make("p", { className: "wrong", id: `${id}_wrong`, hidden: true })];
  if (block.hint) told.push(make("p", { className: "hint", id: `${id}_hint` }, textOf(block.hint)));
  node.append(...told);
  node.dataset.block = block.block_id;
  for (const one of describedIn(node)) {
    one.setAttribute("aria-describedby", told.map((words) => words.id).join(" "));
    if (!block.optional && node.tagName !== "FIELDSET") one.required = true;
  }
  complain(node, where.errors?.[block.block_id]);
  return node;
}

// A field that stands among buttons or beside a text, named by its placeholder or that text.
export function field(block, it, where) {
  const inside = control(block, it, where, idOf(where, it.action_id));
  const node = isGroup(it) ? make("div", { role: "group" }, inside) : inside;
  node.ariaLabel = it.placeholder?.text || block.text?.text || "Choose";
  return node;
}

// Say what is wrong with a field, or that nothing is.
export function complain(node, words = "") {
  const wrong = node.querySelector(".wrong");
  wrong.textContent = words;
  wrong.hidden = !words;
  for (const one of describedIn(node)) one.setAttribute("aria-invalid", String(Boolean(words)));
}

// What carries a field's description: the whole group of a choice, else what is typed or chosen in.
function describedIn(node) {
  return node.tagName === "FIELDSET" ? [node] : node.querySelectorAll("input, textarea, select");
}

function idOf(where, name) {
  return `${where.place}_${name}`.replaceAll(/\s/g, "_");
}
