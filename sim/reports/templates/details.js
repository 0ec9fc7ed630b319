// Under each figure what is drawn can be kept, as numbers or as a picture; names tell their definition.
(function () {
  "use strict";
  var said = JSON.parse(document.getElementById("said").textContent);
  var decimal = said.separators.charAt(0);
  var between = decimal === "," ? ";" : ",";

  function figureOf(plot) {
    return JSON.parse(document.querySelector('script.figure[data-plot="' + plot + '"]').textContent);
  }
  function plain(text) { return String(text).replace(/<br>/g, " ").replace(/<[^>]*>/g, ""); }
  function titleOf(axis) { return axis && axis.title && axis.title.text ? plain(axis.title.text) : ""; }

  // The rows of a figure: series, position, value, low, high, unit. Traces without a name only decorate.
  function rowsOf(figure) {
    var layout = figure.layout, rows = [], place = "";
    figure.data.forEach(function (trace) {
      if (!trace.name) return;
      var meta = trace.meta || {}, at = function (list, i) { return list && i < list.length ? list[i] : null; };
      if (trace.yaxis === "y2") {  // marks in a strip of their own: how many, and who
        trace.x.forEach(function (month, i) {
          var who = plain(trace.text[i].replace(/<br>/g, " / "));
          rows.push([trace.name + " (" + who + ")", month, trace.customdata[i][0], null, null, said.events]);
        });
        return;
      }
      if (trace.type === "heatmap") {
        trace.z.forEach(function (line, i) {
          line.forEach(function (value, j) {
            rows.push([plain(trace.y[i]), plain(trace.x[j]), value, null, null, meta.unit]);
          });
        });
        place = titleOf(layout.xaxis);
        return;
      }
      var level = trace.orientation === "h" || meta.row !== undefined;
      var values = meta.value || (level ? trace.x : trace.y);
      var unit = meta.unit || titleOf(level ? layout.xaxis : layout.yaxis);
      if (!level && !place) place = layout.xaxis.type === "date" ? said.month : titleOf(layout.xaxis);
      values.forEach(function (value, i) {
        var where = meta.row !== undefined ? meta.row : level ? trace.y[i] : trace.x[i];
        rows.push([trace.name, where, value, at(meta.low, i), at(meta.high, i), unit]);
      });
    });
    return [[said.series, place || said.position, said.value, said.low, said.high, said.unit]].concat(rows);
  }

  function cell(value) {
    if (value === null || value === undefined) return "";
    var text = typeof value === "number" ? String(value).replace(".", decimal) : String(value);
    return /["\r\n;,]/.test(text) && typeof value !== "number" || text.indexOf(between) >= 0
      ? '"' + text.replace(/"/g, '""') + '"' : text;
  }
  function csv(figure) {
    return rowsOf(figure).map(function (row) { return row.map(cell).join(between) + "\r\n"; }).join("");
  }

  function fileName(name) {
    var bare = name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    return bare.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 100) || "figure";
  }
  function save(text, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv;charset=utf-8" }));
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  // A picture stands alone: it has the title and the legend that the page has around the figure.
  function picture(figure, name, format) {
    var layout = figure.layout, seen = {};
    figure.data.forEach(function (trace) {
      trace.showlegend = Boolean(trace.name) && !seen[trace.name];
      if (trace.name) trace.legendgroup = trace.name;
      seen[trace.name] = true;
    });
    var names = Object.keys(seen).filter(function (each) { return each !== "undefined"; });
    layout.showlegend = names.length > 1 && names.length < 20;
    layout.legend = { orientation: "h", y: -0.2, yanchor: "top" };
    layout.paper_bgcolor = layout.plot_bgcolor = "#ffffff";
    layout.title = { text: plain(name).replace(/</g, "&lt;"), font: { size: 16 }, automargin: true, yref: "container" };
    return Plotly.downloadImage({ data: figure.data, layout: layout, config: { locale: document.documentElement.lang } },
      { format: format, width: 1000, height: 620, scale: 2, filename: fileName(name) });
  }

  function nameOf(figure) {
    var around = figure.closest("section"), heading = around && around.querySelector("h2");
    var caption = figure.querySelector("figcaption").textContent.trim();
    return heading ? heading.textContent.trim() + " · " + caption : caption;
  }
  document.querySelectorAll("figure").forEach(function (figure) {
    var name = nameOf(figure), plot = figure.querySelector(".plot").id, line = document.createElement("p");
    line.className = "downloads";
    ["CSV", "PNG", "SVG"].forEach(function (format) {
      var button = document.createElement("button");
      button.type = "button";
      button.dataset.format = format.toLowerCase();
      button.textContent = format;
      button.setAttribute("aria-label", said.download_as.replace("{format}", format) + said.colon + " " + name);
      button.addEventListener("click", function () {
        if (format === "CSV") save(csv(figureOf(plot)), fileName(name) + ".csv");
        else picture(figureOf(plot), name, format.toLowerCase());
      });
      line.appendChild(button);
    });
    figure.appendChild(line);
  });

  // Definitions: the browser's own tip knows no keyboard and no finger, so one of the page takes its place.
  var tip = document.createElement("div"), hiding, shown = null;
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "tooltip");
  tip.id = "tip";
  document.querySelector("main").appendChild(tip);
  function hide() { tip.hidden = true; shown = null; }
  function soon() { hiding = setTimeout(hide, 150); }
  function show(term) {
    clearTimeout(hiding);
    tip.textContent = term.getAttribute("aria-description");
    tip.hidden = false;
    shown = term;
    place();
  }
  // Beside its name, also when the page scrolls: coming to a name by keyboard scrolls to it.
  function place() {
    if (!shown) return;
    var box = shown.getBoundingClientRect(), own = tip.getBoundingClientRect();
    var below = box.bottom + 6 + own.height < window.innerHeight;
    tip.style.left = Math.max(8, Math.min(box.left, window.innerWidth - own.width - 8)) + "px";
    tip.style.top = Math.max(8, below ? box.bottom + 6 : box.top - own.height - 6) + "px";
  }
  document.querySelectorAll(".term").forEach(function (term) {
    term.setAttribute("aria-description", term.title);
    term.removeAttribute("title");
    term.addEventListener("mouseenter", function () { show(term); });
    term.addEventListener("focus", function () { show(term); });
    term.addEventListener("mouseleave", soon);
    term.addEventListener("blur", soon);
  });
  tip.addEventListener("mouseenter", function () { clearTimeout(hiding); });
  tip.addEventListener("mouseleave", soon);
  window.addEventListener("scroll", place, true);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
})();
