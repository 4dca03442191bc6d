// The page search.html: finds what the address asks for, in the index that was loaded before.

import { finder } from "./find.js";

const MOST = 12;
const asked = (new URLSearchParams(location.search).get("q") ?? "").trim();

if (asked) {
  for (const box of document.getElementsByName("q")) box.value = asked;
  document.title = `Find “${asked}” – ${document.title}`;
  const hits = finder(globalThis.known)(asked).slice(0, MOST);
  const list = element("ol", ...hits.map(item));
  document.getElementById("found").replaceChildren(element("p", lead(hits)), list);
}

function lead(hits) {
  const whole = hits.filter((hit) => hit.whole);
  if (!hits.length) return `Nothing fits “${asked}”.`;
  if (whole.length === 1) return "The first has this name.";
  if (whole.length) return `${whole.length} things have this name.`;
  return "Nothing has this name; what fits best comes first.";
}

function item({ thing, name }) {
  const { id, label, kind } = thing;
  const said = name && !label.includes(name) && !id.endsWith(name) && kind !== "code";
  const known = !said ? "" : kind === "provision" ? `: ${name}` : `, known as “${name}”`;
  const about = ` (${globalThis.known.kinds[kind] ?? kind})${known} `;
  const command = thing.command && element("code", `sanctions-kg ${thing.command}`);
  const small = Object.assign(element("span", id), { className: "id" });
  const made = element("li", command ? label : link(thing), about, command || small);
  made.dataset.id = id;
  return made;
}

function link({ id, label, page }) {
  const href = `${page ?? `${globalThis.known.home}/${id}`}.html`;
  return Object.assign(element("a", label), { href });
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
