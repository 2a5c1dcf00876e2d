// What is chosen with and typed into: the browser's own controls, one for each kind of element.
//
// `where.choose` is called for every choice and `where.enter` for what is told before the form is sent in; without them
// there is nothing to do but look. Whatever else is typed is collected by `typedIn` when something is done with the form.

import { make } from "./dom.js";
import { textOf } from "./richtext.js";

const TYPES = { email_text_input: "email", url_text_input: "url", datepicker: "date", timepicker: "time" };
const HELD = ["value", "selected_date", "selected_time"];
const GROUPS = ["radio_buttons", "checkboxes", "multi_static_select"];
const PICKED = ["datepicker", "timepicker"];

// Whether it is several controls under one name.
export function isGroup(it) {
  return GROUPS.includes(it.type);
}

export function control(block, it, where, id) {
  if (isGroup(it)) return choices(block, it, where, id);
  return it.type === "static_select" ? menu(block, it, where, id) : typed(block, it, where, id);
}

// Whatever was typed into the fields of a form, by their blocks.
export function typedIn(form) {
  return Object.fromEntries([...form.querySelectorAll("[data-typed]")].map((it) => [it.dataset.typed, it.value]));
}

// The blocks in which a date or a time is only begun, which the browser would count as empty.
export function begunIn(form) {
  return [...form.querySelectorAll("[data-typed]")].filter((it) => it.validity.badInput).map((it) => it.dataset.typed);
}

function entryOf(block, it, where) {
  return where.values?.[block.block_id]?.[it.action_id] || {};
}

// Radio buttons, or boxes to tick; a long list of boxes scrolls, and says how many are ticked when there is a most.
function choices(block, it, where, id) {
  const one = it.type === "radio_buttons";
  const entry = entryOf(block, it, where);
  const chosen = new Set((one ? [entry.selected_option] : entry.selected_options || []).filter(Boolean).map((option) => option.value));
  const options = it.options || it.option_groups.flatMap((group) => group.options);
  const list = make("div", { className: it.type === "multi_static_select" ? "choices many" : "choices" });
  for (const option of options) {
    const box = make("input", {
      type: one ? "radio" : "checkbox", name: id, value: option.value, checked: chosen.has(option.value), disabled: !where.choose,
    });
    const more = option.description ? make("small", {}, textOf(option.description)) : null;
    list.append(make("label", {}, box, make("span", {}, textOf(option.text), more)));
  }
  const ticked = () => [...list.querySelectorAll(":checked")].map((box) => box.value);
  const count = it.max_selected_items ? make("p", { className: "hint", role: "status" }) : null;
  const bound = () => {
    const many = ticked().length;
    count.textContent = `${many} of ${it.max_selected_items} chosen`;
    list.classList.toggle("full", many >= it.max_selected_items);
    for (const box of list.querySelectorAll("input:not(:checked)")) box.disabled = !where.choose || many >= it.max_selected_items;
  };
  if (count) bound();
  list.addEventListener("change", () => {
    if (count) bound();
    where.choose({ block: block.block_id, values: ticked() });
  });
  return count ? make("div", {}, list, count) : list;
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

// A number is typed as words are: the browser's own control for one throws away what is not a number, and turns with
// the wheel of a mouse.
function typed(block, it, where, id) {
  const entry = entryOf(block, it, where);
  const node = make(it.multiline ? "textarea" : "input", {
    id, value: HELD.map((name) => entry[name]).find(Boolean) || "", placeholder: it.placeholder?.text || "",
    maxLength: it.max_length, autocomplete: "off", disabled: !where.enter,
  });
  if (it.multiline) node.rows = 4;
  else node.type = TYPES[it.type] || "text";
  if (it.type === "number_input" && Number(it.min_value) >= 0) node.inputMode = it.is_decimal_allowed ? "decimal" : "numeric";
  node.dataset.typed = block.block_id;
  if (where.enter && (block.dispatch_action || block.type !== "input")) tellAtOnce(node, it, () => where.enter({ block: block.block_id, text: node.value }));
  return node;
}

// Words are told with Enter, or with every key where that is asked for. A day or a time is told when it was picked; one
// that is typed in parts is whole only when it is left, or with Enter.
function tellAtOnce(node, it, tell) {
  let held = node.value;
  const once = () => {
    if (node.value === held || node.validity.badInput) return;
    held = node.value;
    tell();
  };
  node.addEventListener("keydown", (event) => {
    node.dataset.keys = "true";
    if (event.key !== "Enter" || it.multiline) return;
    event.preventDefault();
    once();
  });
  if (PICKED.includes(it.type)) {
    node.addEventListener("pointerdown", () => delete node.dataset.keys);
    node.addEventListener("change", () => { if (!node.dataset.keys) once(); });
    node.addEventListener("blur", () => queueMicrotask(() => { if (node.isConnected) once(); }));
  } else if (it.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered")) {
    node.addEventListener("input", once);
  }
}
