// Search codes in the site's index, which is loaded on first input.
const form = document.querySelector("[data-index]");
const input = form.querySelector("input");
const hits = document.getElementById("hits");
const MOST = 30;
let index = null;

async function load() {
  index ??= fetch(form.dataset.index).then((answer) => answer.json());
  return index;
}

function find(codes, text) {
  const wanted = text.trim().toUpperCase();
  if (!wanted) return [];
  const starting = codes.filter(([code]) => code.startsWith(wanted));
  const described = codes.filter(([code, words]) => !code.startsWith(wanted) && words.toUpperCase().includes(wanted));
  return [...starting, ...described].slice(0, MOST);
}

function show(found) {
  hits.replaceChildren(
    ...found.map(([code, words]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${form.dataset.codes}${code}.html`;
      link.textContent = code;
      item.append(link, ` ${words}`);
      return item;
    }),
  );
}

input.addEventListener("input", async () => show(find(await load(), input.value)));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [first] = find(await load(), input.value);
  if (first) location.href = `${form.dataset.codes}${first[0]}.html`;
});
