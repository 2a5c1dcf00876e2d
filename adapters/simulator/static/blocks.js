// Blocks as a message, a page or the App Home carries them.
//
// `where` says what they belong to: `place` (and for a page its `hash`), the `values` in their fields, the `errors` under
// them, and `press` and `choose`, which are missing where there is nothing to do but look.

import { aside, make } from "./dom.js";
import { field, input } from "./fields.js";
import { richText, textOf } from "./richtext.js";
import { link } from "./words.js";

export function drawBlocks(blocks, where) {
  return blocks.map((block) => draw(block, where)).filter(Boolean);
}

function draw(block, where) {
  switch (block.type) {
    case "rich_text": return richText(block);
    case "section": return section(block, where);
    case "header": return make("h4", { className: "text" }, textOf(block.text));
    case "divider": return make("hr");
    case "context": return make("p", { className: "context" }, ...block.elements.flatMap((it) => [it.alt_text ? picture(it) : textOf(it), " "]));
    case "actions": return make("div", { className: "actions" }, ...block.elements.flatMap((it) => element(block, it, where)));
    case "input": return input(block, where);
    case "image": return make("figure", {}, block.title ? make("figcaption", {}, textOf(block.title)) : null, picture(block));
    case "markdown": return make("div", { className: "text" }, block.text);
    default: return null;
  }
}

function section(block, where) {
  const rows = [block.text, ...(block.fields || [])].filter(Boolean);
  const node = make("div", { className: "section" }, make("div", {}, ...rows.map((it) => make("div", { className: "text" }, textOf(it)))));
  const extra = block.accessory;
  if (extra) node.append(...(extra.type === "image" ? [picture(extra)] : element(block, extra, where)));
  return node;
}

// A picture that the bot has put into the workspace is there to be seen. Nothing is loaded from elsewhere, so any other
// is told by its words.
function picture(it) {
  if (it.slack_file?.id) return make("img", { src: `/simulator/pictures/desk/${encodeURIComponent(it.slack_file.id)}`, alt: it.alt_text });
  return make("span", { className: "picture" }, aside("Picture: "), it.alt_text);
}

function element(block, it, where) {
  if (it.type === "button") return [button(block, it, it.text, where)];
  if (it.type === "overflow") return it.options.map((option) => button(block, it, option.text, where, option));
  return [field(block, it, where)];
}

function button(block, it, text, where, option) {
  const url = (option || it).url;
  const press = async () => {
    node.classList.add("busy");
    await where.press({ block: block.block_id, action: it.action_id, value: option?.value });
    node.classList.remove("busy");
  };
  const node = url ? link(url) : make("button", { type: "button", disabled: !where.press });
  node.className = `press ${it.style || ""}`;
  if (it.accessibility_label) node.ariaLabel = it.accessibility_label;
  node.append(textOf(text));
  if (where.press) node.addEventListener("click", press);
  return node;
}
