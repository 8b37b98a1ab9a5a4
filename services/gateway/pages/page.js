// Keeps the status page fresh. Everything it shows comes as text or as HTML that the gateway made.
'use strict';
(() => {
  const services = document.getElementById('services');
  const latest = document.getElementById('latest');
  const kept = 12;

  async function refresh() {
    try {
      const answer = await fetch('/status/services');
      if (answer.ok) services.innerHTML = await answer.text();
    } catch (gone) { /* the next turn tries again */ }
    setTimeout(refresh, 5000);
  }

  function show(entry) {
    const item = document.createElement('li');
    const day = document.createElement('time');
    const benefit = document.createElement('b');
    day.textContent = entry.day;
    benefit.textContent = entry.benefit;
    item.append(day, ` ${entry.kelurahan} `, benefit, ` ${entry.programme} · ${entry.stakeholder}`);
    latest.prepend(item);
    while (latest.children.length > kept) latest.lastChild.remove();
  }

  function follow() {
    const events = new EventSource('/status/events');
    events.onopen = () => latest.replaceChildren();  // what is kept comes again
    events.onmessage = (event) => show(JSON.parse(event.data));
    events.onerror = () => {
      if (events.readyState !== EventSource.CLOSED) return;  // it comes back by itself
      setTimeout(follow, 5000);
    };
  }

  refresh();
  follow();
})();
