// Bundles the script of search.html, with the licences of what is in it, and records the hashes of
// what went in and what came out. Run by make web.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const OUT = "../kg/publish/search.js";
const LIBRARIES = { minisearch: "LICENSE.txt", stemmer: "license" };
const SOURCES = ["build.js", "find.js", "package-lock.json", "package.json", "page.js", "words.js"];

const read = (path) => readFileSync(path, "utf8");
const licences = Object.entries(LIBRARIES).map(([name, file]) => {
  const { version } = JSON.parse(read(`node_modules/${name}/package.json`));
  return `${name} ${version}\n\n${read(`node_modules/${name}/${file}`).trim()}\n`;
});

await build({
  entryPoints: ["page.js"],
  outfile: OUT,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: "es2020",
  banner: { js: `/*\nThe search of sanctions-kg, from web/, under Apache-2.0, with:\n\n${licences.join("\n")}*/` },
});

const hash = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
writeFileSync("bundle.sha256", [...SOURCES, OUT].map((path) => `${hash(path)}  ${path}\n`).join(""));
