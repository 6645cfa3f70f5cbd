// Opens what an address points at, walks from step to step, and unfolds everything. The
// page is whole without: nothing here makes content.
(() => {
  const at = (id) => document.getElementById(id);
  const heads = [...document.querySelectorAll(".step > details > summary")];
  const links = [...document.querySelectorAll(".toc a")];

  const reveal = (target) => {
    for (let one = target; one; one = one.parentElement) {
      if (one.matches("details")) one.open = true;
    }
    const own = target.querySelector(":scope > details");
    if (own) own.open = true;
    own?.querySelector("summary").focus({ preventScroll: true });
    target.scrollIntoView();
  };
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && at(id);
    if (target) reveal(target);
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) follow();
  });

  const top = (head) => head.getBoundingClientRect().top;
  const current = () => {
    const focused = heads.indexOf(document.activeElement);
    if (focused >= 0) return focused;
    const below = heads.findIndex((head) => top(head) > 40);
    return (below < 0 ? heads.length : below) - 1;
  };
  const go = (head) => {
    if (!head) return;
    head.focus({ preventScroll: true });
    head.closest(".step").scrollIntoView();
  };
  const wrong = (head) => !head.closest(".step").matches(".o-passed, .notebook");

  const all = at("all");
  const more = all.textContent;
  const fold = () => {
    const whole = document.documentElement.classList.toggle("whole");
    for (const one of document.querySelectorAll("main details")) one.open = whole;
    all.textContent = whole ? all.dataset.less : more;
  };
  all.addEventListener("click", fold);

  keys({
    j: () => go(heads[current() + 1]),
    k: () => go(heads[Math.max(current() - 1, 0)]),
    n: () => go(heads.find((head, place) => place > current() && wrong(head))),
    p: () => go(heads.findLast((head, place) => place < current() && wrong(head))),
    e: fold,
    t: () => scrollTo(0, 0),
    c: () => document.querySelector(".course a")?.click(),
  });

  const seen = new IntersectionObserver(
    () => {
      const id = heads[Math.max(current(), 0)]?.closest(".step").id;
      for (const link of links) {
        if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "0px 0px -80% 0px" },
  );
  for (const head of heads) seen.observe(head);

  at("tools").hidden = false;
  follow();
})();
