// Slack's two kinds of formatted text as DOM nodes: rich text blocks, and markup in a line.

import { make } from "./dom.js";
import { link } from "./words.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };
const PARTS = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" };

export function richText(block) {
  return make("div", { className: "rich" }, ...(block.elements || []).map(part));
}

function part(it) {
  if (it.type === "rich_text_list") {
    return make(it.style === "ordered" ? "ol" : "ul", { className: "bullets" }, ...it.elements.map((one) => make("li", {}, ...one.elements.map(piece))));
  }
  return make(PARTS[it.type] || "div", { className: "text" }, ...(it.elements || []).map(piece));
}

function piece(it) {
  let node = words(it);
  for (const [style, tag] of Object.entries(STYLES)) {
    if (it.style?.[style]) node = make(tag, {}, node);
  }
  return node;
}

function words(it) {
  switch (it.type) {
    case "text": return document.createTextNode(it.text);
    case "link": return named(link(it.url), it.text || it.url);
    case "emoji": return document.createTextNode(it.unicode ? emoji(it.unicode) : `:${it.name}:`);
    case "date": return document.createTextNode(it.fallback || "");
    case "user": return make("span", { className: "mention" }, `@${it.user_id}`);
    default: return document.createTextNode("");
  }
}

function emoji(codes) {
  return String.fromCodePoint(...codes.split("-").map((code) => parseInt(code, 16)));
}

// Markup: <address|words>, *bold*, _italic_, ~struck~ and `code`; everything else is as it stands.
const MARKS = /<([^<>|]*)(?:\|([^<>]*))?>|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])|`([^`\n]+)`/g;

export function markup(text) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(MARKS)) {
    fragment.append(plain(text.slice(at, found.index)), marked(found));
    at = found.index + found[0].length;
  }
  fragment.append(plain(text.slice(at)));
  return fragment;
}

function marked([, address, label, bold, italic, struck, code]) {
  if (bold !== undefined) return make("strong", {}, markup(bold));
  if (italic !== undefined) return make("em", {}, markup(italic));
  if (struck !== undefined) return make("s", {}, markup(struck));
  if (code !== undefined) return make("code", {}, plain(code));
  if (/^[@#!]/.test(address)) return make("span", { className: "mention" }, plain(label ?? address));
  return named(link(plain(address)), plain(label ?? address));
}

function named(node, label) {
  node.textContent = label;
  return node;
}

function plain(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

// A text object of either kind.
export function textOf(it) {
  if (!it) return "";
  return it.type === "mrkdwn" ? markup(it.text) : document.createTextNode(it.text);
}
