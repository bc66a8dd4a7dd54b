// Says so when the server cannot be reached, and takes it back when it can: nobody trusts an old page unknowing.

const notice = document.getElementById("lifeline");
const PATIENCE = 2; // one answer may get lost on the way
let missed = 0;

export const heard = (fine) => {
  missed = fine ? 0 : missed + 1;
  notice.hidden = missed < PATIENCE;
};

addEventListener("offline", () => {
  missed = PATIENCE - 1;
  heard(false);
});
