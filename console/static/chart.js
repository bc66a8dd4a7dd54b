// Draws each <figure data-chart>: the ECharts option in its JSON block, on a canvas, with tooltips drawn on the
// canvas too and patterns for those who do not see the colours. The numbers stand in the table below it.

import * as echarts from "./vendor/echarts-6.1.0.esm.min.js";

const COLOURS = ["#06794c", "#1c5a94", "#b07812", "#8d4f9e", "#b3261e", "#5a6672"];
const style = getComputedStyle(document.body);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

const draw = (figure) => {
  const canvas = figure.querySelector(".chart-canvas");
  const option = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const chart = echarts.init(canvas, null, { renderer: "canvas" });
  chart.setOption({
    color: COLOURS,
    textStyle: { fontFamily: style.fontFamily, color: style.color },
    animation: !calm,
    animationDuration: 300,
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    ...option,
    tooltip: { confine: true, ...option.tooltip, renderMode: "richText" },
    aria: { enabled: false, ...option.aria, decal: { show: true } },
  });
  chart.on("click", ({ data }) => {
    if (data?.href) location.assign(data.href);
  });
  new ResizeObserver(() => chart.resize()).observe(canvas);
};

for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);
// A part that htmx brought in may hold charts, too.
document.addEventListener("htmx:after:swap", ({ target }) => {
  for (const figure of target.querySelectorAll?.("figure[data-chart]") ?? []) {
    if (!echarts.getInstanceByDom(figure.querySelector(".chart-canvas"))) draw(figure);
  }
});
