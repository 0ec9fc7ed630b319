// Draws every figure that is seen from the JSON beside it, and draws it again for the width it has: phones get smaller
// letters, and paper a layout of its own.
(function () {
  "use strict";
  var NARROW = 560;
  var root = document.documentElement;
  var language = root.lang;
  if (language !== "en") Plotly.register({ moduleType: "locale", name: language, dictionary: {},
    format: JSON.parse(document.getElementById("locale").textContent) });
  var figures = Array.prototype.map.call(document.querySelectorAll("script.figure"), function (script) {
    return { at: document.getElementById(script.dataset.plot), figure: JSON.parse(script.textContent) };
  });

  // Cuts the first line of a label near its middle, if it is long.
  function twoLines(label) {
    var lines = label.split("<br>");
    var words = lines[0].split(" ");
    if (lines.length > 2 || lines[0].length < 22) return label;
    var first = "";
    while (words.length > 1 && (first + words[0]).length < lines[0].length * 0.6) first += words.shift() + " ";
    lines[0] = first.trim() + (first ? "<br>" : "") + words.join(" ");
    return lines.join("<br>");
  }

  function narrowed(layout) {
    var small = JSON.parse(JSON.stringify(layout));
    small.font.size = 11;
    if (small.xaxis && small.xaxis.dtick === "M12") small.xaxis.dtick = "M24";
    if (small.xaxis && small.xaxis.type !== "date" && small.xaxis.side !== "top") {
      small.xaxis.tickangle = 0;
      if (small.xaxis.nticks) small.xaxis.nticks = 4;
    }
    if (small.xaxis && small.xaxis.side === "top") small.xaxis.tickangle = -90;
    if (small.yaxis && small.yaxis.ticktext) small.yaxis.ticktext = small.yaxis.ticktext.map(twoLines);
    if (small.xaxis && small.xaxis.title) small.xaxis.title.font = { size: 11 };
    return small;
  }

  // Three lines to a label need more room.
  function room(one, narrow) {
    var long = one.figure.layout.yaxis && (one.figure.layout.yaxis.ticktext || []).some(function (label) {
      return twoLines(label).split("<br>").length > 2;
    });
    if (!one.height) one.height = parseFloat(one.at.style.height);
    var rows = one.figure.layout.yaxis && (one.figure.layout.yaxis.ticktext || []).length;
    var matrix = one.figure.data.length && one.figure.data[0].type === "heatmap";
    var paper = matrix || root.classList.contains("sheet") ? 1 : rows > 12 ? 0.8 : 0.62;
    var scale = printing() ? paper : narrow && long ? 1.3 : 1;
    one.at.style.height = Math.round(one.height * scale) + "px";
  }

  function printing() { return root.classList.contains("printing"); }

  function draw(one) {
    if (!one.at.clientWidth || one.at.closest("details:not([open])")) return;
    var narrow = one.at.clientWidth < NARROW;
    room(one, narrow);
    var size = one.at.clientWidth + "×" + one.at.clientHeight;
    if (one.size === size) return;
    one.size = size;
    var data = JSON.parse(JSON.stringify(one.figure.data));
    if (one.at.clientWidth < 420) data.forEach(function (trace) {
      if (trace.type !== "heatmap") return;
      trace.textfont = { size: 9 };
      trace.text = trace.text.map(function (row) {
        return row.map(function (cell) { return cell.charAt(0) === "<" ? "·" : cell; });
      });
      trace.x = trace.x.map(function (name) { return name.replace("<br>", " "); });
    });
    var layout = narrow ? narrowed(one.figure.layout) : JSON.parse(JSON.stringify(one.figure.layout));
    layout.width = one.at.clientWidth;
    layout.height = one.at.clientHeight;
    if (printing()) {
      layout.font.size = 10;
      ["xaxis", "yaxis"].forEach(function (name) {
        if (layout[name] && layout[name].title) layout[name].title.font = { size: 9 };
      });
    }
    Plotly.react(one.at, data, layout,
      { displayModeBar: false, responsive: false, scrollZoom: false, locale: language });
  }

  function drawAll() { figures.forEach(draw); }

  // What is folded is drawn when it is opened.
  var parts = Array.prototype.slice.call(document.querySelectorAll("details.part, details.where"));
  parts.forEach(function (part) {
    part.addEventListener("toggle", function () { if (part.open && !printing()) drawAll(); });
  });

  Array.prototype.forEach.call(document.querySelectorAll("select[data-choice]"), function (select) {
    select.addEventListener("change", function () {
      var shown = document.getElementById(select.dataset.choice).querySelectorAll("figure");
      Array.prototype.forEach.call(shown, function (figure, i) { figure.hidden = i !== select.selectedIndex; });
      drawAll();
    });
  });

  // Opens the part that an address names.
  function openNamed() {
    var named = location.hash && document.getElementById(location.hash.slice(1));
    var part = named && (named.closest("details.part") || named.querySelector("details.part"));
    if (part) part.open = true;
  }

  // On paper every part is open, and drawn as wide as the paper is.
  var folded = [];
  window.addEventListener("beforeprint", function () {
    if (printing()) return;
    folded = parts.filter(function (part) { return !part.open; });
    folded.forEach(function (part) { part.open = true; });
    root.classList.add("printing");
    drawAll();
  });
  window.addEventListener("afterprint", function () {
    root.classList.remove("printing");
    folded.forEach(function (part) { part.open = false; });
    drawAll();
  });

  var waiting;
  window.addEventListener("resize", function () {
    if (printing()) return;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 120);
  });
  window.addEventListener("hashchange", openNamed);
  openNamed();
  drawAll();
  root.dataset.drawn = String(figures.length);
})();
