// Search codes in the site's index, which is loaded on first input.
const form = document.querySelector("[data-index]");
const input = form.querySelector("input");
const hits = document.getElementById("hits");
const summary = document.getElementById("found");
const MOST = 30;
let index = null;

async function load() {
  index ??= fetch(form.dataset.index).then((answer) => answer.json());
  return index;
}

// As on the served page: the code begins with the text, or the description has every word of it.
function find(codes, text) {
  const wanted = text.trim().toUpperCase();
  if (!wanted) return [];
  const words = wanted.split(/\s+/);
  const starting = codes.filter(([code]) => code.startsWith(wanted));
  const described = codes.filter(([code, description]) => {
    const inCapitals = description.toUpperCase();
    return !code.startsWith(wanted) && words.every((word) => inCapitals.includes(word));
  });
  return [...starting, ...described];
}

function describe(found, text) {
  if (!text.trim()) return "";
  if (!found.length) return "No code. Every word must be in CMS's description, the category or the body region.";
  const codes = `${found.length.toLocaleString("en-US")} ${found.length === 1 ? "code" : "codes"}`;
  return found.length > MOST ? `${codes}, the first ${MOST} of them:` : `${codes}:`;
}

function show(found, text) {
  summary.textContent = describe(found, text);
  hits.replaceChildren(
    ...found.slice(0, MOST).map(([code, description]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.className = "code";
      link.href = `${form.dataset.codes}${code}.html`;
      link.textContent = code;
      item.append(link, ` ${description}`);
      return item;
    }),
  );
}

input.addEventListener("input", async () => {
  const codes = await load();
  show(find(codes, input.value), input.value);
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [first] = find(await load(), input.value);
  if (first) location.href = `${form.dataset.codes}${first[0]}.html`;
});
