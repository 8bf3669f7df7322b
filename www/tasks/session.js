// Who is signed in, and the client that calls on their behalf.
import { anyApi as api } from "../client.js";
import { deployment } from "../deployment/deployment.js";
import { find, showProblem } from "../dom.js";

const form = find("#sign-in", HTMLFormElement);
const who = find("#who", HTMLElement);
const nameField = find("#name-field", HTMLElement);
const tokenField = find("#task-token-field", HTMLElement);
const name = find("#name", HTMLInputElement);
const token = find("#task-token", HTMLInputElement);
const problem = find("#sign-in-problem", HTMLElement);
const signIn = find("#sign-in-button", HTMLButtonElement);
const signOut = find("#sign-out", HTMLButtonElement);

/** Short, so that who stays a while sees the client fetch new ones. */
const TOKEN_SECONDS = 60;

/**
 * @typedef {object} Session
 * @property {ReturnType<typeof deployment.newClient>} client
 * @property {string | undefined} owner the signed-in user's `tokenIdentifier`
 */

/** @type {Session | undefined} */
let session;

/** @param {() => void} onChange is called whenever somebody else is signed in, or nobody */
export function startSession(onChange) {
  deployment.watch(() => {
    nameField.hidden = !deployment.isForTrying;
    tokenField.hidden = deployment.isForTrying;
    forget();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    signIn.disabled = true;
    try {
      await start();
      onChange();
    } catch (error) {
      showProblem(problem, error);
    } finally {
      signIn.disabled = false;
    }
  });
  signOut.addEventListener("click", () => {
    forget();
    signIn.focus();
    onChange();
  });
}

/** @throws what the client's constructor throws, where there is no right URL */
export function getSession() {
  session ??= {
    client: deployment.newClient(),
    owner: undefined,
  };
  return session;
}

async function start() {
  showProblem(problem, undefined);
  const client = deployment.newClient({ auth: chooseAuth() });
  const identity = await client.query(api.users.whoami);
  if (identity === null)
    throw new Error("The server knows nobody by this token.");
  session = { client, owner: identity.tokenIdentifier };
  who.textContent = `Signed in as ${identity.name ?? identity.subject}.`;
  signOut.hidden = false;
  token.value = "";
}

/** A token that was entered, or a function that makes one whenever the client needs one. */
function chooseAuth() {
  if (!deployment.isForTrying) {
    const text = token.value.trim();
    if (text === "") throw new Error("Enter an identity token.");
    return text;
  }
  const text = name.value.trim();
  if (text === "") throw new Error("Enter a name.");
  const claims = { sub: text.toLowerCase().replace(/\s+/g, "-"), name: text };
  return () => deployment.mintToken(claims, TOKEN_SECONDS);
}

function forget() {
  session = undefined;
  who.textContent = "Signed out.";
  signOut.hidden = true;
  showProblem(problem, undefined);
}
