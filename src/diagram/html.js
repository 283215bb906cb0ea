"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const svg = document.querySelector("#stage>svg"), panel = document.querySelector("aside");
  const group = id => document.getElementById(id);
  const el = (tag, words, name) => {
    const made = document.createElement(tag);
    if (words) made.textContent = words;
    if (name) made.className = name;
    return made;
  };
  const cards = new Map(data.cards.map(card => [card.id, card]));
  const lines = new Map(data.lines.map(line => [line.id, line]));
  // Several statements may be drawn as one line, the last of its step: the others are read with it.
  const drawn = line => group(line.id) ? line : data.lines.findLast(l => group(l.id) && l.step === line.step &&
    (l.from === line.from && l.to === line.to || l.from === line.to && l.to === line.from));
  const bundle = line => data.lines.filter(l => l === line || drawn(l) === line);
  const numbersOf = list => [...new Set(list.flatMap(l => l.sources))].sort((a, b) => a - b);
  const bare = line => {
    const cited = " " + line.sources.map(number => "[" + number + "]").join("");
    return line.words.endsWith(cited) ? line.words.slice(0, -cited.length) : line.words;
  };
  const at = id => data.lines.filter(line => line.from === id || line.to === id);
  const APART = { target: "_blank", rel: "noopener noreferrer" };
  let pinned = null, dragged = false, last = null;

  document.documentElement.classList.add("live");

  // Marks: what is lit, what is faded.
  const lit = (name, ids) => {
    for (const mark of svg.querySelectorAll(".mark." + name)) mark.classList.remove(name);
    for (const id of ids) group(id)?.classList.add(name);
  };
  const around = id => {
    if (cards.has(id)) return [id, ...at(id).flatMap(l => [drawn(l)?.id, l.from, l.to])].filter(Boolean);
    const line = lines.get(id);
    return [id, line.from, line.to];
  };
  const citing = number => {
    const said = [...data.cards, ...data.lines].filter(x => x.sources.includes(number));
    return said.flatMap(x => x.from ? [drawn(x)?.id, x.from, x.to] : [x.id]).filter(Boolean);
  };
  const pick = ids => { svg.classList.add("picked"); lit("on", ids); };

  // The panel: a sentence, its evidence by source, what else is said.
  const foreign = (tag, words, name) => Object.assign(el(tag, words, name), { dir: "auto" });
  const piece = said => {
    const item = el("li");
    if (said.about) item.append(el("p", said.about, "about"));
    item.append(foreign("p", said.says));
    if (said.quote) item.append(foreign("blockquote", "“" + said.quote + "”"));
    item.append(el("p", "characters " + said.start + "–" + said.end, "place"));
    return item;
  };
  const sources = (numbers, evidence = []) => {
    const list = el("ul");
    for (const number of numbers) {
      const source = data.sources[number - 1], pieces = evidence.filter(said => said.source === number);
      if (!source) continue;
      const item = el("li", "", pieces.length ? "source told" : "source"), words = el("div");
      item.append(el("b", "[" + number + "]"), words);
      if (pieces.length) {
        const list = el("ul", "", "pieces");
        list.append(...pieces.map(piece));
        words.append(list);
      }
      const name = el(source.url ? "a" : "span", source.words, "name");
      if (source.url) Object.assign(name, { href: source.url, ...APART });
      const cited = citing(number).length, cite = el("button", "show what rests on it", "cite");
      cite.onclick = () => { pinned = null; pick(citing(number)); };
      words.append(name);
      if (cited) words.append(el("br"), cite);
      list.append(item);
    }
    return list;
  };
  const section = (title, ...parts) => panel.append(el("h3", title), ...parts);
  const statements = (title, list) => {
    if (!list.length) return;
    const shown = el("ul");
    for (const line of list) {
      const item = el("li"), say = el("button", line.words, "say"), target = drawn(line) || line;
      say.onmouseenter = say.onfocus = () => lit("hot", [target.id]);
      say.onmouseleave = say.onblur = () => lit("hot", []);
      say.onclick = () => pin(target.id);
      item.append(say);
      shown.append(item);
    }
    section(title, shown);
  };
  const show = id => {
    panel.replaceChildren();
    const card = cards.get(id), line = lines.get(id);
    if (id && id === pinned) panel.append(el("p", "Pinned. Escape lets go.", "pin"));
    if (card) {
      panel.append(el("h2", card.name));
      if (card.script) panel.append(el("p", card.script, "quiet"));
      panel.append(el("p", card.second, "quiet"));
      if (card.caption) panel.append(el("p", card.caption));
      if (card.sources.length) section("Evidence", sources(card.sources, card.evidence));
      statements("Relationships", at(id));
      const others = numbersOf(at(id)).filter(number => !card.sources.includes(number));
      if (others.length) section("Sources of the relationships", sources(others));
    } else if (line) {
      const all = bundle(line), numbers = numbersOf(all);
      for (const said of all) panel.append(el("h2", said.words));
      const evidence = all.flatMap(l => l.evidence.map(said =>
        all.length > 1 && !said.about ? { ...said, about: bare(l) } : said));
      section("Evidence", numbers.length ? sources(numbers, evidence) : el("p", "No source.", "none"));
    } else {
      panel.append(el("h1", data.title), el("p", data.subtitle, "quiet"));
      panel.append(el("p", "Point at a card or a line to read its evidence. Click to keep it, Escape or the " +
        "ground to let go. Tab goes through the cards, Enter opens one. Wheel or buttons zoom, dragging moves.", "quiet"));
      if (data.sources.length) section("Sources", sources(data.sources.map((_, i) => i + 1)));
    }
    panel.scrollTop = 0;
  };
  const pin = id => { pinned = id; lit("hot", []); pick(around(id)); show(id); };
  const clear = () => {
    pinned = null;
    svg.classList.remove("picked");
    for (const name of ["on", "hot"]) lit(name, []);
    show(null);
  };

  // Every card and line listens.
  for (const [id, thing] of [...cards, ...lines]) {
    const mark = group(id);
    if (!mark) continue;
    mark.classList.add("mark");
    mark.setAttribute("tabindex", thing.from ? "-1" : "0");
    const path = thing.from && mark.querySelector("path");
    if (path) {
      const reach = path.cloneNode();
      reach.removeAttribute("stroke-dasharray");
      reach.setAttribute("class", "reach");
      reach.setAttribute("stroke-width", "14");
      mark.append(reach);
    }
    const enter = () => { if (!pinned) { lit("hot", [id]); show(id); } };
    mark.addEventListener("pointerenter", enter);
    mark.addEventListener("focus", () => { reveal(mark); enter(); });
    mark.addEventListener("pointerleave", () => { if (!pinned) lit("hot", []); });
    mark.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      last = mark;
      pin(id);
      panel.focus();
    });
  }
  for (const link of svg.querySelectorAll("a")) {
    for (const [name, value] of Object.entries(APART)) link.setAttribute(name, value);
  }
  svg.addEventListener("click", event => {
    if (dragged || event.target.closest("a")) return;
    const mark = event.target.closest(".mark");
    if (mark && mark.id !== pinned) pin(mark.id); else clear();
  });

  // Zoom and pan: the part of the page that is seen.
  const page = svg.getAttribute("viewBox").split(" ").map(Number);
  let [x, y, w, h] = page;
  const see = () => svg.setAttribute("viewBox", [x, y, w, h].map(n => n.toFixed(2)).join(" "));
  const zoom = (by, clientX, clientY) => {
    const box = svg.getBoundingClientRect();
    const limited = Math.min(Math.max(w * by, page[2] / 40), page[2] * 3) / w;
    const place = new DOMPoint(clientX ?? box.x + box.width / 2, clientY ?? box.y + box.height / 2)
      .matrixTransform(svg.getScreenCTM().inverse());
    x = place.x + (x - place.x) * limited;
    y = place.y + (y - place.y) * limited;
    [w, h] = [w * limited, h * limited];
    see();
  };
  // A tall picture starts at its head, as wide as its place, instead of small.
  const fit = () => {
    [x, y, w, h] = page;
    const box = svg.getBoundingClientRect(), room = w * box.height / box.width;
    if (h > 1.5 * room) h = room;
    see();
  };
  // Tab may lead to a card that is out of sight.
  const reveal = mark => {
    const card = mark.getBoundingClientRect(), box = svg.getBoundingClientRect(), scale = svg.getScreenCTM().a;
    if (card.right > box.left && card.left < box.right && card.bottom > box.top && card.top < box.bottom) return;
    x += (card.x + card.width / 2 - box.x - box.width / 2) / scale;
    y += (card.y + card.height / 2 - box.y - box.height / 2) / scale;
    see();
  };
  svg.addEventListener("wheel", event => {
    event.preventDefault();
    zoom(Math.exp(Math.max(-100, Math.min(100, event.deltaY)) * 0.002), event.clientX, event.clientY);
  }, { passive: false });
  svg.addEventListener("pointerdown", event => {
    if (event.button) return;
    const start = [event.clientX, event.clientY, x, y], scale = svg.getScreenCTM().a;
    dragged = false;
    const move = e => {
      const [dx, dy] = [e.clientX - start[0], e.clientY - start[1]];
      if (!dragged && Math.hypot(dx, dy) < 5) return;
      dragged = true;
      svg.classList.add("held");
      [x, y] = [start[2] - dx / scale, start[3] - dy / scale];
      see();
    };
    const held = new AbortController();
    const drop = () => { svg.classList.remove("held"); held.abort(); };
    addEventListener("pointermove", move, held);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, drop, held);
  });
  const tools = { "+": () => zoom(0.8), "-": () => zoom(1.25), "0": fit };
  for (const button of document.querySelectorAll("#tools button")) button.onclick = tools[button.value];
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      clear();
      last?.focus();
      last = null;
    } else tools[event.key === "=" ? "+" : event.key]?.();
  });
  addEventListener("beforeprint", () => svg.setAttribute("viewBox", page.join(" ")));
  addEventListener("afterprint", see);
  fit();
  show(null);
})();
