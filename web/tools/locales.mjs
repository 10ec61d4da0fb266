// Compiles locales/*.ftl (Fluent) into the compact form that src/i18n/format.ts understands, and refuses what it does not.
//
// A message is a text, or a list of texts, [name] for a value, and [name, {category: message}] for a choice by number.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@fluent/syntax";

/// Messages of all locales. Throws when one of them has other keys or values than English.
export function compileLocales(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".ftl")).map((name) => name.slice(0, -4)).sort();
  const all = Object.fromEntries(names.map((name) => [name, compile(readFileSync(join(folder, `${name}.ftl`), "utf8"), name)]));
  const problems = names.flatMap((name) => differences(all.en, all[name]).map((text) => `locales/${name}.ftl: ${text}`));
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return all;
}

export function compile(source, name) {
  const messages = {};
  for (const entry of parse(source, {}).body) {
    if (entry.type === "Junk") throw new Error(`locales/${name}.ftl: cannot be read: ${entry.content.trim().slice(0, 80)}`);
    if (entry.type === "Message") messages[entry.id.name] = pattern(entry.value, messages);
  }
  return messages;
}

/// What a translation lacks, has too much or says with other values.
export function differences(reference, messages) {
  const lacks = Object.keys(reference).filter((key) => !(key in messages)).map((key) => `${key} is missing`);
  const extra = Object.keys(messages).filter((key) => !(key in reference)).map((key) => `${key} is not in English`);
  const other = Object.keys(messages).filter((key) => key in reference && values(messages[key]) !== values(reference[key]));
  return [...lacks, ...extra, ...other.map((key) => `${key} takes other values than English`)];
}

function values(message) {
  if (typeof message === "string") return "";
  const named = message.flatMap((part) => {
    if (typeof part === "string") return [];
    const inner = part[1] ? Object.values(part[1]).flatMap((m) => values(m).split(" ")) : [];
    return [part[0], ...inner].filter(Boolean);
  });
  return [...new Set(named)].sort().join(" ");
}

function pattern(value, before) {
  const parts = value.elements.map((element) => (element.type === "TextElement" ? element.value : placeable(element.expression, before)));
  return parts.every((part) => typeof part === "string") ? parts.join("") : parts;
}

function placeable(expression, before) {
  // A message that stands further up in the file may be said again by its name.
  if (expression.type === "MessageReference" && typeof before[expression.id.name] === "string") return before[expression.id.name];
  if (expression.type === "StringLiteral") return expression.value;
  if (expression.type === "VariableReference") return [expression.id.name];
  if (expression.type === "SelectExpression" && expression.selector.type === "VariableReference") {
    const variants = expression.variants.map((variant) => [variant.default ? "other" : variant.key.name ?? variant.key.value, pattern(variant.value, before)]);
    return [expression.selector.id.name, Object.fromEntries(variants)];
  }
  throw new Error(`a message uses ${expression.type}, which the pages do not know`);
}
