// Says what is under the pointer, from the table beneath each plot. The page
// is complete without it.
for (const plot of document.querySelectorAll("figure.plot")) {
  const rows = [...plot.querySelectorAll("tbody tr")];
  const columns = [...plot.querySelectorAll("thead th")];
  const places = rows.map((row) => Number(row.dataset.x));
  const frame = plot.querySelector(".frame");
  const cursor = frame.querySelector(".cursor");
  const reading = frame.querySelector("output");
  let shown = -1;

  const show = (index) => {
    if (index === shown || !rows[index]) return;
    shown = index;
    const lines = [...rows[index].cells].map((cell, column) => {
      const line = document.createElement("span");
      line.textContent = `${columns[column].textContent}: ${cell.textContent}`;
      return line;
    });
    reading.replaceChildren(...lines);
    reading.hidden = false;
    reading.classList.toggle("left", places[index] > 0.5);
    const place = `${100 * places[index]}%`;
    reading.style.left = place;
    cursor.setAttribute("x1", place);
    cursor.setAttribute("x2", place);
    frame.classList.add("read");
  };
  const hide = () => {
    shown = -1;
    reading.hidden = true;
    frame.classList.remove("read");
  };
  const nearest = (place) => {
    const distance = (index) => Math.abs(places[index] - place);
    let best = 0;
    for (const index of rows.keys()) {
      if (distance(index) < distance(best)) best = index;
    }
    return best;
  };

  const drawing = frame.querySelector("svg");
  const point = (event) => {
    const box = drawing.getBoundingClientRect();
    show(nearest((event.clientX - box.left) / box.width));
  };
  frame.tabIndex = 0;
  frame.addEventListener("pointermove", point);
  frame.addEventListener("pointerdown", point);
  frame.addEventListener("pointerleave", hide);
  frame.addEventListener("blur", hide);
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") hide();
    if (!step) return;
    event.preventDefault();
    show(Math.min(Math.max(shown + step, 0), rows.length - 1));
  });
}
