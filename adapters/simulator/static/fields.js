// The fields of a form, each tied to its label, its hint and what is wrong with it.

import { make } from "./dom.js";
import { textOf } from "./richtext.js";

const TYPES = { number_input: "text", email_text_input: "email", url_text_input: "url", datepicker: "date", timepicker: "time" };
const MODES = { number_input: "decimal", email_text_input: "email", url_text_input: "url" };
const HELD = ["value", "selected_date", "selected_time"];

// An input block: its label, the field, the hint, and room for what is wrong.
export function input(block, where) {
  const id = idOf(where, block.block_id);
  const it = block.element;
  const label = [textOf(block.label), block.optional ? make("span", { className: "optional" }, " (optional)") : null];
  const node = isChoice(it)
    ? make("fieldset", {}, make("legend", {}, ...label), choices(block, it, where))
    : make("div", { className: "field" }, make("label", { htmlFor: id }, ...label), typed(block, it, where, id));
  const told = [make("p", { className: "wrong", id: `${id}_wrong`, hidden: true })];
  if (block.hint) told.push(make("p", { className: "hint", id: `${id}_hint` }, textOf(block.hint)));
  node.append(...told);
  node.dataset.block = block.block_id;
  for (const control of controlsOf(node)) {
    control.setAttribute("aria-describedby", told.map((one) => one.id).join(" "));
    if (!block.optional && node.tagName !== "FIELDSET") control.required = true;
  }
  complain(node, where.errors?.[block.block_id]);
  return node;
}

// A field that stands among buttons or beside a text, named by its placeholder or that text.
export function field(block, it, where) {
  const name = it.placeholder?.text || block.text?.text || "Choose";
  const node = isChoice(it) ? make("div", { role: "group" }, choices(block, it, where)) : typed(block, it, where, idOf(where, it.action_id));
  node.ariaLabel = name;
  return node;
}

// Say what is wrong with a field, or that nothing is.
export function complain(node, words = "") {
  const wrong = node.querySelector(".wrong");
  wrong.textContent = words;
  wrong.hidden = !words;
  for (const control of controlsOf(node)) control.setAttribute("aria-invalid", String(Boolean(words)));
}

// Whatever was typed into the fields of a form, by their blocks.
export function typedIn(form) {
  return Object.fromEntries([...form.querySelectorAll("[data-typed]")].map((it) => [it.dataset.typed, it.value]));
}

// What carries a field's description: the whole group of a choice, else what is typed or chosen in.
function controlsOf(node) {
  return node.tagName === "FIELDSET" ? [node] : node.querySelectorAll("input, textarea, select");
}

function idOf(where, name) {
  return `${where.place}_${name}`.replaceAll(/\s/g, "_");
}

function isChoice(it) {
  return ["radio_buttons", "checkboxes", "multi_static_select"].includes(it.type);
}

function optionsOf(it) {
  return it.options || it.option_groups.flatMap((group) => group.options);
}

function entryOf(block, it, where) {
  return where.values?.[block.block_id]?.[it.action_id] || {};
}

function choices(block, it, where) {
  const one = it.type === "radio_buttons";
  const entry = entryOf(block, it, where);
  const chosen = new Set((one ? [entry.selected_option] : entry.selected_options || []).filter(Boolean).map((option) => option.value));
  const list = make("div", { className: "choices" });
  for (const option of optionsOf(it)) {
    const box = make("input", {
      type: one ? "radio" : "checkbox", name: idOf(where, block.block_id), value: option.value,
      checked: chosen.has(option.value), disabled: !where.choose,
    });
    list.append(make("label", {}, box, make("span", {}, textOf(option.text))));
  }
  list.addEventListener("change", () => {
    const values = [...list.querySelectorAll(":checked")].map((box) => box.value);
    where.choose({ block: block.block_id, values });
  });
  return list;
}

function typed(block, it, where, id) {
  if (it.type === "static_select") return menu(block, it, where, id);
  const entry = entryOf(block, it, where);
  const held = HELD.map((name) => entry[name]).find(Boolean) || "";
  const node = make(it.multiline ? "textarea" : "input", {
    id, value: held, placeholder: it.placeholder?.text || "", maxLength: it.max_length, autocomplete: "off", disabled: !where.choose,
  });
  if (!it.multiline) node.type = TYPES[it.type] || "text";
  else node.rows = 4;
  if (MODES[it.type]) node.inputMode = MODES[it.type];
  node.dataset.typed = block.block_id;
  return node;
}

function menu(block, it, where, id) {
  const value = entryOf(block, it, where).selected_option?.value;
  const nothing = make("option", { value: "", disabled: true, selected: !value }, it.placeholder?.text || "Choose an option");
  const option = (one) => make("option", { value: one.value, selected: one.value === value }, one.text.text);
  const groups = it.option_groups?.map((group) => make("optgroup", { label: group.label.text }, ...group.options.map(option)));
  const node = make("select", { id, disabled: !where.choose }, nothing, ...(groups || it.options.map(option)));
  node.addEventListener("change", () => where.choose({ block: block.block_id, values: [node.value] }));
  return node;
}
