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
    form.addEventListener("kept", () => (typed = false));
    addEventListener("beforeunload", (event) => typed && event.preventDefault());
  });

  // <form data-autosave>: after a pause, what is typed is kept as its first button keeps it, and the page stays. Files are
  // not sent; a page that another window has overtaken says so and keeps nothing. Each form counts once: until an answer
  // has brought the next key, neither the pause nor a button sends anything, or it would pass for the same form again.
  each("form[data-autosave]", (form) => {
    const said = document.createElement("p");
    said.className = "note autosaved";
    said.setAttribute("role", "status");
    form.append(said);
    let waiting, keeping;
    let strokes = 0;
    const keep = async () => {
      const before = strokes;
      const typed = new FormData(form);
      for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
      try {
        const answer = await fetch(form.action, { method: "POST", body: typed });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("form[data-autosave]");
        if (!answer.ok || !fresh) {
          const why = { 409: "另一个窗口改过这里，请按“只保存”看清再定", 422: "有内容看不懂，改好后再保存" };
          said.textContent = `没有自动保存：${why[answer.status] ?? "请按“只保存”再试"}。`;
          return;
        }
        for (const name of ["csrf", "once", "version"]) form.elements[name].value = fresh.elements[name].value;
        if (strokes === before) form.dispatchEvent(new Event("kept"));
        said.textContent = `已自动保存，${new Date().toTimeString().slice(0, 5)}。`;
      } catch {
        said.textContent = "没有连上，还没有自动保存；已填的内容都在这一页。";
      }
    };
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        if (form.dataset.sent) return;
        if (keeping) return later();
        keeping = keep();
        await keeping;
        keeping = undefined;
      }, 2500);
    };
    form.addEventListener("input", (event) => {
      strokes += 1;
      if (event.target.type !== "file") later();
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(waiting);
      if (!keeping) return;
      event.preventDefault();
      const button = event.submitter;
      keeping.then(() => setTimeout(() => form.requestSubmit(button)));
    });
  });

  // A form with files: how far they have come up. The answer takes the place of the page, as it would without a script.
  each('form[enctype="multipart/form-data"]', (form) => {
    form.addEventListener("submit", (event) => {
      const chosen = [...form.querySelectorAll('input[type="file"]')].some((control) => control.files.length > 0);
      if (!chosen || event.defaultPrevented) return;
      event.preventDefault();
      if (form.dataset.sent) return;
      form.dataset.sent = "1";
      const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
      const said = document.createElement("p");
      said.className = "note uploading";
      said.setAttribute("role", "status");
      said.append(bar, " 正在上传");
      (event.submitter ?? form.querySelector("button"))?.after(said);
      const sending = new XMLHttpRequest();
      sending.upload.addEventListener("progress", (up) => {
        if (up.lengthComputable) bar.value = (100 * up.loaded) / up.total;
      });
      sending.addEventListener("error", () => {
        said.textContent = "没有传上去，网络断了。请再按一次。";
        delete form.dataset.sent;
      });
      sending.addEventListener("load", () => {
        // A page takes the place of this one only if it is what follows, or this form with what has to be put right.
        // Where it is neither (the session is over, the house is full), the form stays with what was typed.
        const page = new DOMParser().parseFromString(sending.responseText, "text/html");
        if (sending.status >= 400 && ![409, 422].includes(sending.status)) {
          said.textContent = `没有办成：${page.querySelector("h1")?.textContent ?? "平台出错了"}。您填的都还在这一页，请不要刷新；在新窗口处理好再按一次。`;
          delete form.dataset.sent;
          return;
        }
        form.dispatchEvent(new Event("kept"));
        history.replaceState(null, "", sending.responseURL);
        document.open();
        document.write(sending.responseText);
        document.close();
      });
      sending.open("POST", form.action);
      sending.send(new FormData(form, event.submitter));
    });
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
  // <button data-tick hidden>: ticks every box of its form that may be ticked, and waits at the button that sends it.
  each("[data-tick]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      each("input[type=checkbox]:enabled", (box) => (box.checked = true), button.form);
      button.form.querySelector("button:not([type=button])").focus();
    });
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
