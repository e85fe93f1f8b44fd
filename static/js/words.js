/** Words for what was read: the sentence that is spoken, and the parts of a decimal. */

const SIGNS = { "+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "**": " to the power of " };
const NAMES = { ".": "point", frac: "fraction bar", "-": "−" };

/** How symbols are called within a sentence, where a sign alone would be lost. */
const CALLED = {
  ...{ "+": "plus", "-": "minus", "×": "times sign", "÷": "division sign" },
  ...{ "(": "opening bracket", ")": "closing bracket", ".": "decimal point", "=": "equals sign" },
  frac: "fraction bar",
};

const SHOWN_SIGNS = { "+": " + ", "-": " − ", "*": " × ", "/": " ÷ " };
const SUPERSCRIPTS = Object.fromEntries(
  [..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((raised, digit) => [digit, raised]),
);

/** A repeating decimal: what does not repeat, and what does. */
const REPEATING = /^(?<fixed>[^(]*)\((?<period>\d+)\)$/;

/** Below this confidence a symbol is shown as doubtful; the scores are calibrated. */
const DOUBTFUL_BELOW = 0.75;

/** Return a symbol's name as people write it. */
export function symbolName(label) {
  return NAMES[label] ?? label;
}

/** Return a symbol's name within a sentence. */
export function nameOf(label) {
  return CALLED[label] ?? label;
}

/** A symbol is doubtful unless its score is high or a person has settled what it is. */
export function isDoubtful(symbol) {
  return !symbol.isSettled && symbol.confidence < DOUBTFUL_BELOW;
}

/** Say a probability in per cent; nothing is quite certain nor quite impossible. */
export function sayShare(probability) {
  const percent = Math.round(100 * probability);
  if (percent >= 100) return ">99\u202f%";
  return `${percent < 1 ? "<1" : percent}\u202f%`;
}

/** Say how many marks were left out, or nothing. */
export function sayLeftOut(count) {
  if (count === 0) return "";
  return `${count} ${count === 1 ? "mark" : "marks"} left out`;
}

/** Name the state of a line's error: "unfinished" while more ink may mend it, else "wrong". */
export function errorState(line) {
  const { kind, symbols } = line.error;
  const isOpen = symbols.every((symbol) => line.symbols[symbol]?.label === "(");
  const isUnfinished =
    kind === "incomplete_expression" || (kind === "unbalanced_bracket" && isOpen);
  return isUnfinished ? "unfinished" : "wrong";
}

/** Split a decimal into {fixed, period, exponent}, each empty where there is none. */
export function splitDecimal(decimal) {
  const [digits, exponent = ""] = decimal.split("×10^").map(withMinus);
  const { fixed, period } = REPEATING.exec(digits)?.groups ?? { fixed: digits, period: "" };
  return { fixed, period, exponent };
}

/** Say a number: `5.(3)` is "5.3 repeating". */
export function sayNumber(number) {
  const { fixed, period, exponent } = splitDecimal(number);
  const repeating = period === "" ? "" : `${period} repeating`;
  const scaled = exponent === "" ? "" : ` times 10 to the power of ${exponent}`;
  return fixed + repeating + scaled;
}

function withMinus(text) {
  return text.replace(/^-/, "−");
}

/** Say an expression with room around its signs: `12+30` is "12 + 30". */
export function sayExpression(expression) {
  return expression
    .replace(/(^|[(+\-*/])-/g, "$1−")
    .replace(/\*\*|[+\-*/]/g, (sign) => SIGNS[sign]);
}

/** Show an expression on one line: `7+20**2` is "7 + 20²". */
export function showExpression(expression) {
  return expression
    .replace(/\*\*(\d+)(?![\d.])/g, (_, digits) => digits.replace(/./g, (d) => SUPERSCRIPTS[d]))
    .replaceAll("**", "^")
    .replace(/(^|[(+\-*/^])-/g, "$1−")
    .replace(/[+\-*/]/g, (sign) => SHOWN_SIGNS[sign]);
}

/** Show an exact value on one line: `-2*sqrt(3)` is "−2√3". */
export function showExact(exact) {
  return exact
    .replace(/\*?sqrt\((\d+)\)/g, "√$1")
    .replaceAll("**", "^")
    .replaceAll("-", "−")
    .replaceAll("*", "×");
}

/** Return the forms of a result, the one that suits the question first. */
export function answerForms(line) {
  const { exact, decimal } = line.result;
  if (exact === decimal) return [exact];
  return asksForDecimal(line.expression, decimal) ? [decimal, exact] : [exact, decimal];
}

/** A question put with decimal points wants a decimal answer, where that is exact and short. */
function asksForDecimal(expression, decimal) {
  return (expression ?? "").includes(".") && /^-?\d+(\.\d+)?$/.test(decimal);
}

/** Say a line in words: "12 + 30 = 42", or what is wrong with it. */
export function sayLine(line) {
  if (line.error !== null) return line.error.message;
  const [first, other] = answerForms(line).map(sayNumber);
  const also = other === undefined ? "" : `, or ${other}`;
  return `${sayExpression(line.expression)} = ${first}${also}`;
}

/** Return one sentence about the symbols that may be read wrongly, or nothing. */
export function sayDoubt(line) {
  const names = line.symbols.filter(isDoubtful).map((symbol) => `“${symbolName(symbol.label)}”`);
  if (names.length === 0) return "";
  return names.length > 2 ? "Not sure about several symbols." : `Not sure about ${names.join(" and ")}.`;
}
