// The words of a text that tell something, citations in one form: as kg.core.search.words reads them.

const WORD = /[\p{L}\p{N}]+/gu;
const LETTERS = /^\p{L}+$/u;

/** Returns what reads words by the grammar of the index. */
export function reader({ idle, cites, forms, letters }) {
  const tellsNothing = new Set(idle);
  const mayCite = new RegExp(cites, "u");
  // Groups are named \1 in the patterns' own language, and $1 in this one.
  const inOneForm = forms.map(([pattern, form]) => [
    new RegExp(pattern, "gu"),
    form.replace(/\\(\d)/g, "$$$1"),
  ]);

  return (text) => {
    let plain = text.slice(0, letters).toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
    if (mayCite.test(plain)) {
      for (const [pattern, form] of inOneForm) plain = plain.replace(pattern, form);
    }
    const found = [];
    let number = false;
    for (const word of plain.match(WORD) ?? []) {
      // The letters of 104(a)(i) belong to a number.
      number = !LETTERS.test(word) || (number && (word.length === 1 || /^[ivx]+$/.test(word)));
      if (number || !tellsNothing.has(word)) found.push(word);
    }
    return found;
  };
}
