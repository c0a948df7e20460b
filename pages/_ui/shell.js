(function () {
  // Constant text: the language comes from the marker element that the shell draws.
  const words = /*WORDS*/null;
  const patterns = words.patterns.map(function (pair) {
    return [new RegExp("^" + pair[0] + "$"), pair[1]];
  });
  const attributes = ["aria-label", "placeholder", "title"];
  const before = window.daifukuchoShell;
  const originals = before ? before.originals : new WeakMap();

  function language() {
    const marker = document.querySelector("[data-shell-lang]");
    return marker ? marker.getAttribute("data-shell-lang") : "ja";
  }

  function inJapanese(text) {
    const bare = text.trim();
    if (Object.hasOwn(words.exact, bare)) return text.replace(bare, words.exact[bare]);
    for (const [pattern, target] of patterns) {
      if (pattern.test(bare)) return bare.replace(pattern, target);
    }
    return text;
  }

  function owners(node) {
    // Words that customers or owners wrote are never touched: they stand in markdown and inputs.
    const inside = node.parentElement;
    if (!inside || inside.closest("[data-testid=stFileUploaderDropzone] button")) return false;
    return inside.closest(
      "[data-testid=stMarkdownContainer], [data-testid=stFileChipName], style, script, textarea");
  }

  function sayText(node) {
    if (owners(node)) return;
    const said = inJapanese(node.nodeValue);
    if (said !== node.nodeValue) {
      keep(node, "", node.nodeValue);
      node.nodeValue = said;
    }
  }

  function sayAttributes(element) {
    for (const name of attributes) {
      const value = element.getAttribute(name);
      if (!value) continue;
      const said = inJapanese(value);
      if (said !== value) {
        keep(element, name, value);
        element.setAttribute(name, said);
      }
    }
  }

  function keep(node, name, value) {
    if (!originals.has(node)) originals.set(node, {});
    originals.get(node)[name] = value;
  }

  function restore() {
    const all = document.createTreeWalker(
      document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (all.nextNode()) {
      const node = all.currentNode;
      for (const [name, value] of Object.entries(originals.get(node) || {})) {
        if (name) node.setAttribute(name, value); else node.nodeValue = value;
      }
      originals.delete(node);
    }
  }

  function walk(root) {
    if (root.nodeType === Node.TEXT_NODE) return sayText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    sayAttributes(root);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (node.nodeType === Node.TEXT_NODE) sayText(node); else sayAttributes(node);
    }
  }

  // A phone number is copied as it stands; over a plain network address browsers refuse, and the
  // number is then selected so that it can be copied by hand.
  function copy(event) {
    const button = event.target.closest && event.target.closest("[data-copy]");
    if (!button) return;
    const number = button.parentElement.querySelector("a");
    const done = function () { button.textContent = button.getAttribute("data-done"); };
    const select = function () { window.getSelection().selectAllChildren(number); };
    if (!navigator.clipboard) return select();
    navigator.clipboard.writeText(button.getAttribute("data-copy")).then(done, select);
  }

  // On a phone the navigation lies over the page: it goes away once a page is chosen.
  function foldAway(event) {
    const link = event.target.closest && event.target.closest(".st-key-pages a");
    const fold = document.querySelector("[data-testid=stSidebarCollapseButton] button");
    if (link && fold && window.matchMedia("(max-width: 768px)").matches) fold.click();
  }

  // What is pushed aside within itself can be pushed with the keyboard too.
  let due = 0;
  function reach() {
    due = 0;
    const boxes = "[data-testid=stElementContainer]:has([data-testid=stPlotlyChart]),"
      + " [data-testid=stTable], [data-testid=stTable] div";
    for (const box of document.querySelectorAll(boxes)) {
      if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === "auto") {
        box.tabIndex = 0;
      }
    }
    keys();
    putBack();
  }

  // A phone or tablet shows the keys that a field of ours needs.
  const needed = {
    tel: "[class*='_phone'] input[type=text], [class*='_phone_other'] input[type=text]",
    email: "[class*='_email'] input[type=text]",
    numeric: "[class*='_postal_code'] input[type=text]",
  };
  function keys() {
    for (const [mode, fields] of Object.entries(needed)) {
      for (const field of document.querySelectorAll(fields)) field.inputMode = mode;
    }
  }
  // What is being typed in the weekly review and not saved yet is back after a reload. It is kept
  // by the browser for this tab alone, with whose it is; it goes when it is saved, when somebody
  // signs out, and when another business or person is at work.
  const typedFields = "[class*='st-key-own_'] input, [class*='st-key-sentence_'] input";
  const typedAs = "daifukucho-typed ";
  const met = new WeakMap();
  let saving = [];
  function whose() {
    const marker = document.querySelector("[data-shell-whose]");
    return marker ? marker.getAttribute("data-shell-whose") : "";
  }
  function fieldName(field) {
    const holder = field.closest("[class*='st-key-']");
    return Array.from(holder.classList).find(function (one) { return one.startsWith("st-key-"); });
  }
  function typedHere() {
    return Object.keys(sessionStorage).filter(function (key) { return key.startsWith(typedAs); });
  }
  function forgetTyped() {
    for (const key of typedHere()) sessionStorage.removeItem(key);
  }
  function typing(event) {
    const field = event.target;
    const seen = met.get(field);
    if (!seen || !whose()) return;
    if (field.value === seen.base) return sessionStorage.removeItem(typedAs + seen.name);
    const kept = {whose: whose(), base: seen.base, text: field.value};
    sessionStorage.setItem(typedAs + seen.name, JSON.stringify(kept));
  }
  function putBack() {
    const at = whose();
    if (!at) return;
    for (const key of typedHere()) {
      if (JSON.parse(sessionStorage.getItem(key)).whose !== at) sessionStorage.removeItem(key);
    }
    for (const field of document.querySelectorAll(typedFields)) {
      const name = fieldName(field);
      const seen = met.get(field);
      if (seen && seen.name === name) continue;
      const kept = JSON.parse(sessionStorage.getItem(typedAs + name));
      const stands = kept && (kept.base === field.value || kept.text === field.value);
      met.set(field, {name: name, base: stands ? kept.base : field.value});
      if (!stands) sessionStorage.removeItem(typedAs + name);  // saved, or changed elsewhere
      else if (kept.text !== field.value) retype(field, kept.text);
    }
    for (const name of saving) {
      if (!document.querySelector("." + CSS.escape(name))) {
        sessionStorage.removeItem(typedAs + name);
      }
    }
  }
  // React takes a value that was set for it only through the setter of the browser itself.
  function retype(field, text) {
    const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
    own.set.call(field, text);
    field.dispatchEvent(new Event("input", {bubbles: true}));
    field.dispatchEvent(new FocusEvent("focusout", {bubbles: true}));
  }
  function savesOrLeaves(event) {
    const pressed = event.target.closest && event.target.closest("a, button");
    if (!pressed) return;
    if (pressed.getAttribute("href") === "/logout") return forgetTyped();
    const fields = Array.from(document.querySelectorAll(typedFields));
    saving = pressed.closest(".st-key-review_on") ? fields.map(fieldName) : [];
  }

  function reachSoon() { if (!due) due = window.requestAnimationFrame(reach); }

  // A page whose sign-in has ended goes to the sign-in by itself: the server refuses it from then
  // on, and the page would wait for ever to be connected again. It is asked for as long as there is
  // no connection, since the server may just be starting anew.
  const connection = "data-test-connection-state";
  let asking = false;
  function signInAgain() {
    const app = document.querySelector(`[${connection}]`);
    if (asking || !app || app.getAttribute(connection) === "CONNECTED") return;
    asking = true;
    const again = function () {
      asking = false;
      window.setTimeout(signInAgain, 2000);
    };
    fetch("/_stcore/health", {cache: "no-store"}).then(function (answer) {
      if (answer.status === 401 || answer.status === 403) window.location.reload(); else again();
    }, again);
  }

  // Whoever goes on to another step begins at its top, with the eyes and with the Tab key.
  let place = null;
  function begin() {
    const marker = document.querySelector("[data-place]");
    const now = marker ? marker.getAttribute("data-place") : "";
    if (now === place) return;
    const moved = place !== null && now;
    place = now;
    if (!moved) return;
    const main = document.querySelector("[data-testid=stMain]");
    if (main) main.scrollTop = 0;
    marker.focus({preventScroll: true});
  }

  if (!before) {
    new MutationObserver(reachSoon).observe(document.body, {subtree: true, childList: true});
    new MutationObserver(begin).observe(document.body, {
      subtree: true, childList: true, attributes: true, attributeFilter: ["data-place"],
    });
    document.fonts.addEventListener("loadingdone", reachSoon);  // letters that came are wider
    window.addEventListener("resize", reachSoon);
    document.addEventListener("click", copy);
    document.addEventListener("click", foldAway);
    document.addEventListener("click", savesOrLeaves, true);
    document.addEventListener("input", typing, true);
    new MutationObserver(signInAgain).observe(
      document.body, {subtree: true, attributes: true, attributeFilter: [connection]});
  }
  if (before) before.observer.disconnect();
  const spoken = language();
  document.documentElement.lang = spoken;
  const observer = new MutationObserver(function (changes) {
    for (const change of changes) {
      if (change.type === "characterData") sayText(change.target);
      else if (change.type === "attributes") sayAttributes(change.target);
      else change.addedNodes.forEach(walk);
    }
  });
  window.daifukuchoShell = {observer: observer, originals: originals};
  if (spoken !== "ja") return restore();
  observer.observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: attributes,
  });
  walk(document.body);
})();
