// Who a call is made by.
import { deployment } from "../deployment/deployment.js";
import { find, showProblem } from "../dom.js";
import { fields } from "./form.js";

const field = find("#secret-field", HTMLElement);
const make = find("#make-token", HTMLButtonElement);
const problem = find("#secret-problem", HTMLElement);

/** @param {() => void} onChange */
export function startCredentials(onChange) {
  const show = () => {
    const kind = fields.authKind.value;
    field.hidden = kind === "none";
    make.hidden = kind !== "token" || !deployment.isForTrying;
    showProblem(problem, undefined);
    fields.secret.ariaInvalid = null;
  };
  /** What was entered for one is not sent to another. */
  const forget = () => {
    fields.secret.value = "";
    show();
  };
  fields.authKind.addEventListener("change", forget);
  deployment.watch(forget);
  make.addEventListener("click", async () => {
    try {
      const claims = { sub: "ada", name: "Ada" };
      fields.secret.value = await deployment.mintToken(claims);
      showProblem(problem, undefined);
      onChange();
    } catch (error) {
      showProblem(problem, error);
    }
  });
}
