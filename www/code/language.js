// JavaScript as the page colours it: whole programs, and single values.
import { parser } from "@lezer/javascript";

export const program = parser;
/** Objects at the start of a program would be blocks. JSON is a part of it. */
export const expression = parser.configure({ top: "SingleExpression" });
