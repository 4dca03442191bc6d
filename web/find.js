// Finds what fits some words, ranked as kg.core.search ranks: by how much of what was asked is in a
// name, and how much of the name was asked. MiniSearch keeps the words, stems as SQLite has them.

import MiniSearch from "minisearch";
import { stemmer } from "stemmer";
import { reader } from "./words.js";

/** Returns a function from what a person writes to what fits, the best first. */
export function finder(index) {
  const words = reader(index);
  const rows = index.known.flatMap((thing) => rowsOf(thing, words));
  const store = new MiniSearch({
    fields: ["words"],
    tokenize: (text) => text.split(" "),
    processTerm: stemmer,
  });
  store.addAll(rows.map((row, id) => ({ id, words: row.words.join(" ") })));
  const spelling = new MiniSearch({
    idField: "word",
    fields: ["word"],
    tokenize: (text) => [text],
    processTerm: (word) => word,
  });
  spelling.addAll([...new Set(rows.flatMap((row) => row.words))].map((word) => ({ word })));
  const short = rows.filter((row) => row.name && row.words.length === 1);
  const aliases = grouped(short, (row) => row.words[0]);
  const having = (text, options) => store.search(text, options).map((hit) => hit.id);

  /** The rows that have a word or what it may stand for, with how well it fits. */
  function matched(word, last) {
    const found = new Map();
    const add = (ids, fit) => ids.forEach((id) => found.has(id) || found.set(id, fit));
    add(having(word), 1);
    if (last && word.length > 2) add(having(word, { prefix: true }), index.begins);
    const sure = [...found.keys()].some((id) => !rows[id].thing.common);
    if (!sure) {
      for (const [each, far] of near(word)) add(having(each), 1 - index.slip * far);
    }
    // Who writes a nickname of a thing means what is called by its name elsewhere as well.
    for (const { thing } of aliases.get(word) ?? []) {
      const others = words(thing.label);
      if (others.includes(word) || !others.length || others.length > index.named) continue;
      add(having(others.join(" "), { combineWith: "AND" }), index.nickname);
    }
    return found;
  }

  /** The known words that an unknown one may be a slip of, the nearest first; none of a short one. */
  function near(word) {
    if (word.length < index.short || /\p{N}/u.test(word)) return [];
    const found = new Map();
    for (const each of swapped(word)) if (spelling.has(each)) found.set(each, 1);
    for (let far = 1; far <= (word.length < 7 ? 1 : 2); far++) {
      for (const { id } of spelling.search(word, { fuzzy: far })) found.has(id) || found.set(id, far);
    }
    return [...found].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1)).slice(0, index.slips);
  }

  return (text) => {
    const asked = words(text);
    const places = [...new Set(asked)].slice(0, index.words);
    const fits = new Map();
    const weights = places.map((word, place) => {
      const found = matched(word, place === places.length - 1);
      for (const [id, fit] of found) {
        if (!fits.has(id)) fits.set(id, new Map());
        fits.get(id).set(place, fit);
      }
      return Math.log((rows.length + 1) / (found.size + 1)) + 0.1;
    });
    const things = grouped([...fits], ([id]) => rows[id].thing);
    const hits = [...things].map(([thing, its]) => scored(thing, its, weights, asked.join(" ")));
    hits.sort(before(text.trim()));
    return hits.filter((hit) => hit.whole || hit.score >= index.telling * hits[0].score);
  };

  function scored(thing, its, weights, asked) {
    const total = weights.reduce((sum, each) => sum + each, 0);
    const sum = (fit) => [...fit].reduce((all, [at, each]) => all + weights[at] * each, 0) / total;
    let [name, best, whole] = ["", 0, false];
    const anywhere = new Map();
    for (const [id, fit] of its.sort(([one], [other]) => one - other)) {
      const row = rows[id];
      for (const [at, each] of fit) {
        const counts = each * (row.name ? 1 : index.text);
        anywhere.set(at, Math.max(counts, anywhere.get(at) ?? 0));
      }
      if (!row.name) continue;
      const long = Math.min(1, fit.size / Math.max(row.words.length, 1));
      const score = sum(fit) * (1 - index.length * (1 - long));
      const exact = row.words.join(" ") === asked;
      if (exact > whole || (exact === whole && score > best)) [name, best, whole] = [row.name, score, exact];
    }
    const score = index.best * best + (1 - index.best) * sum(anywhere);
    return { thing, name, whole, score: whole ? score : score * (thing.weight ?? 1) };
  }
}

/** The names of a thing, and what is said of it, each with its words. */
function rowsOf(thing, words) {
  const path = thing.id.replace(/^skg:/, "");
  const names = thing.names ?? [];
  const own = thing.kind === "asked" ? [] : [path.slice(path.indexOf("/") + 1), path];
  if (thing.common) own.push(thing.label.slice(thing.id.length + 1));
  const byWords = new Map();
  for (const name of [thing.label, ...names, ...own].reverse()) {
    byWords.set(words(name).join(" "), name);
  }
  const said = typeof thing.says === "number" ? names[thing.says] : (thing.says ?? "");
  const text = thing.text ?? `${thing.kind} ${said}`;
  const all = [...byWords].map(([key, name]) => ({ thing, name, words: key ? key.split(" ") : [] }));
  return text ? [...all, { thing, name: "", words: words(text) }] : all;
}

/** The items by a key. */
function grouped(items, key) {
  const found = new Map();
  for (const each of items) found.set(key(each), [...(found.get(key(each)) ?? []), each]);
  return found;
}

/** Every word that has two letters beside each other the other way round. */
function* swapped(word) {
  for (let at = 1; at < word.length; at++) {
    yield word.slice(0, at - 1) + word[at] + word[at - 1] + word.slice(at + 1);
  }
}

/** The order of hits: by exact id and name, score, weight, and then by id. */
function before(id) {
  const order = ({ thing, whole, score }) => [
    thing.id !== id,
    !whole,
    -Math.round(score * 1000),
    -(thing.weight ?? 1),
    thing.id.length,
    thing.id,
  ];
  return (one, other) => {
    const [a, b] = [order(one), order(other)];
    const at = a.findIndex((each, place) => each !== b[place]);
    return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
  };
}
