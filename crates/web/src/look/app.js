// 梯田: a little script. Every page works without it; it only spares waiting and typing twice.
"use strict";
(() => {
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

  // A refused form: begin at the list of what is to be put right.
  document.getElementById("errors")?.focus();

  // A form is sent once. What the browser restores after "back" can be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    each("button", (button) => button.setAttribute("aria-busy", "true"), form);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      each("form[data-sent]", (form) => delete form.dataset.sent);
      each("button[aria-busy]", (button) => button.removeAttribute("aria-busy"));
    }
  });

  // What only a script can do is hidden until there is one: printing, copying.
  each("[data-print], [data-copy]", (button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!button.dataset.copy) return print();
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "已复制";
    });
  });

  // <form data-live="ADDRESS" data-into="ID ID">: while typing, the answer to the form is asked for, and the named parts
  // of it take the place of ours. The server answers with a page; which part is shown is decided here.
  each("form[data-live]", (form) => {
    const parts = form.dataset.into.split(" ");
    let waiting, asking;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 400);
    });
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(form.dataset.live, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
          headers: { accept: "text/html" },
          signal: asking.signal,
        });
        if (!answer.ok && answer.status !== 422) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const id of parts) {
          const fresh = page.getElementById(id);
          if (fresh) document.getElementById(id)?.replaceWith(fresh);
        }
      } catch (error) {
        if (error.name !== "AbortError") console.info("没有更新", error.message);
      }
    };
  });

  // <form data-keep>: leaving with something typed and not sent asks first.
  each("form[data-keep]", (form) => {
    let typed = false;
    form.addEventListener("input", () => (typed = true));
    form.addEventListener("submit", () => (typed = false));
    addEventListener("beforeunload", (event) => typed && event.preventDefault());
  });

  // <a data-key="j">: a key that follows a link or picks an answer, never while typing. Learnt from the <kbd> beside it;
  // who dictates or types by accident switches all of them off with <button data-keys hidden>, and stays so on this
  // device.
  const keys = () => localStorage.getItem("keys") !== "off";
  each("[data-keys]", (button) => {
    const say = () => (button.textContent = keys() ? "快捷键已开，点此关闭" : "快捷键已关，点此打开");
    button.hidden = false;
    button.addEventListener("click", () => {
      localStorage.setItem("keys", keys() ? "off" : "on");
      say();
    });
    say();
  });
  const typing = "textarea, select, input:not([type=radio]):not([type=checkbox])";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(typing)) return;
    const target = keys() && document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (target) {
      event.preventDefault();
      target.focus();
      target.click();
    }
  });

  // Ctrl+Enter sends the form one is in.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest?.("form")?.requestSubmit();
  });
})();
