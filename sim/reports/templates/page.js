// Draws every figure from the JSON beside it, and draws it again for the width it has: phones get smaller letters.
(function () {
  "use strict";
  var NARROW = 560;
  var language = document.documentElement.lang;
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
    if (!one.height) one.height = one.at.clientHeight;
    one.at.style.height = Math.round(one.height * (narrow && long ? 1.3 : 1)) + "px";
  }

  function draw(one) {
    var narrow = one.at.clientWidth < NARROW;
    if (one.narrow === narrow) { Plotly.Plots.resize(one.at); return; }
    one.narrow = narrow;
    room(one, narrow);
    var data = JSON.parse(JSON.stringify(one.figure.data));
    if (one.at.clientWidth < 420) data.forEach(function (trace) {
      if (trace.type !== "heatmap") return;
      trace.textfont = { size: 9 };
      trace.text = trace.text.map(function (row) {
        return row.map(function (cell) { return cell.charAt(0) === "<" ? "·" : cell; });
      });
      trace.x = trace.x.map(function (name) { return name.replace("<br>", " "); });
    });
    Plotly.react(one.at, data, narrow ? narrowed(one.figure.layout) : one.figure.layout,
      { displayModeBar: false, responsive: false, scrollZoom: false, locale: language });
    Plotly.Plots.resize(one.at);
  }

  function drawAll() { figures.forEach(draw); document.documentElement.dataset.drawn = String(figures.length); }
  var waiting;
  window.addEventListener("resize", function () { clearTimeout(waiting); waiting = setTimeout(drawAll, 120); });
  drawAll();
})();
