// The sheet's button prints it, once every code is drawn. Without this script the browser's own menu does.
const codes = [...document.querySelectorAll(".slip img")];
for (const button of document.querySelectorAll("[data-print]"))
  button.addEventListener("click", async () => {
    button.disabled = true;
    await Promise.allSettled(codes.map((code) => code.decode()));
    button.disabled = false;
    print();
  });
