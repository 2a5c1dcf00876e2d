// Text with its formatting, as DOM nodes. Offsets count UTF-16 units, as JavaScript strings do.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};

export function formatted(text, entities) {
  const fragment = document.createDocumentFragment();
  write(fragment, text, 0, text.length, [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length));
  return fragment;
}

function write(parent, text, start, end, entities) {
  let at = start;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || stop <= entity.offset) continue;
    parent.append(text.slice(at, entity.offset));
    const inner = entities.slice(i + 1).filter((it) => it.offset < stop);
    const node = element(entity, text.slice(entity.offset, stop));
    write(node, text, entity.offset, stop, inner);
    parent.append(node);
    at = stop;
  }
  parent.append(text.slice(at, end));
}

function element(entity, covered) {
  if (entity.type === "text_link" || entity.type === "url") {
    const address = entity.type === "url" ? covered : entity.url;
    return link(/^[a-z]+:/i.test(address) ? address : `https://${address}`);
  }
  if (entity.type === "date_time") {
    const node = document.createElement("time");
    const when = new Date(entity.unix_time * 1000);
    node.dateTime = when.toISOString();
    node.title = when.toLocaleString();
    return node;
  }
  const node = document.createElement(TAGS[entity.type] || "span");
  if (entity.type === "bot_command") node.className = "command";
  return node;
}

export function link(address) {
  if (!/^https?:\/\//i.test(address)) return document.createElement("span");
  const node = document.createElement("a");
  node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}
