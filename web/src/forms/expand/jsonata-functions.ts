/**
 * The functions of JSONata (https://docs.jsonata.org/) and those that Node-RED adds, with what they take and one
 * sentence each: for completion and the function list of the expression editor.
 */

import { msg } from "../../i18n";

export interface JsonataFunction {
  name: string;
  args: string;
  text: string;
}

export interface JsonataGroup {
  title: string;
  functions: JsonataFunction[];
}

const f = (name: string, args: string, text: string): JsonataFunction => ({ name: `$${name}`, args, text });

export const JSONATA_FUNCTIONS: JsonataGroup[] = [
  {
    title: msg("Text"),
    functions: [
      f("string", "value[, prettify]", msg("The value as text; objects and arrays as JSON.")),
      f("length", "text", msg("How many characters the text has.")),
      f(
        "substring",
        "text, start[, length]",
        msg("A part of the text; a negative start counts from the end."),
      ),
      f("substringBefore", "text, chars", msg("What stands before the first occurrence of the characters.")),
      f("substringAfter", "text, chars", msg("What stands after the first occurrence of the characters.")),
      f("uppercase", "text", msg("The text in capital letters.")),
      f("lowercase", "text", msg("The text in small letters.")),
      f("trim", "text", msg("The text without blanks around it, and with single blanks inside.")),
      f(
        "pad",
        "text, width[, char]",
        msg("The text filled up to a width; a negative width fills at the left."),
      ),
      f(
        "contains",
        "text, pattern",
        msg("Whether the text holds another text or matches a regular expression."),
      ),
      f("split", "text, separator[, limit]", msg("The parts between the separators, as an array.")),
      f("join", "array[, separator]", msg("The texts of an array as one.")),
      f("match", "text, pattern[, limit]", msg("What a regular expression finds, with index and groups.")),
      f("replace", "text, pattern, replacement[, limit]", msg("The text with what was found replaced.")),
      f("base64encode", "text", msg("The text in Base64.")),
      f("base64decode", "text", msg("The text that Base64 stands for.")),
      f("encodeUrl", "text", msg("The text as an address, with what is not allowed escaped.")),
      f("encodeUrlComponent", "text", msg("The text as a part of an address.")),
      f("decodeUrl", "text", msg("An address with its escapes resolved.")),
      f("decodeUrlComponent", "text", msg("A part of an address with its escapes resolved.")),
      f("eval", "text[, context]", msg("Evaluates a text as an expression.")),
    ],
  },
  {
    title: msg("Numbers"),
    functions: [
      f("number", "value", msg("The value as a number.")),
      f("abs", "number", msg("The number without its sign.")),
      f("floor", "number", msg("The next lower integer.")),
      f("ceil", "number", msg("The next higher integer.")),
      f(
        "round",
        "number[, precision]",
        msg("The number rounded to decimal places; halves go to the even digit."),
      ),
      f("power", "base, exponent", msg("The base raised to the exponent.")),
      f("sqrt", "number", msg("The square root.")),
      f("random", "", msg("A random number from 0 up to, not including, 1.")),
      f(
        "formatNumber",
        "number, picture[, options]",
        msg("The number as text by a picture such as '#,##0.00'."),
      ),
      f("formatBase", "number[, radix]", msg("The integer as text in a base from 2 to 36.")),
      f("formatInteger", "number, picture", msg("The integer as text by a picture: digits, words, letters.")),
      f("parseInteger", "text, picture", msg("The integer that a text by a picture stands for.")),
    ],
  },
  {
    title: msg("Sums"),
    functions: [
      f("sum", "array", msg("The sum of the numbers.")),
      f("max", "array", msg("The greatest number.")),
      f("min", "array", msg("The least number.")),
      f("average", "array", msg("The mean of the numbers.")),
    ],
  },
  {
    title: msg("Logic"),
    functions: [
      f("boolean", "value", msg("Whether the value counts as true.")),
      f("not", "value", msg("Whether the value counts as false.")),
      f("exists", "value", msg("Whether the expression gives anything.")),
      f("type", "value", msg("The name of the value's type.")),
      f("assert", "condition[, message]", msg("An error unless the condition holds.")),
      f("error", "message", msg("Ends the evaluation with an error.")),
    ],
  },
  {
    title: msg("Arrays"),
    functions: [
      f("count", "array", msg("How many values the array has.")),
      f("append", "array, more", msg("Both arrays as one.")),
      f(
        "sort",
        "array[, function($a, $b)]",
        msg("The values in order; the function says when $a comes after $b."),
      ),
      f("reverse", "array", msg("The values from last to first.")),
      f("shuffle", "array", msg("The values in random order.")),
      f("distinct", "array", msg("The values without repetitions.")),
      f("zip", "array, …", msg("Arrays of the first, second … values of each array.")),
    ],
  },
  {
    title: msg("Objects"),
    functions: [
      f("keys", "object", msg("The names of the properties.")),
      f("lookup", "object, key", msg("The property of that name.")),
      f("spread", "object", msg("One object for each property.")),
      f("merge", "array", msg("One object with the properties of all.")),
      f("sift", "object, function($value, $key)", msg("The properties for which the function holds.")),
      f("each", "object, function($value, $key)", msg("What the function makes of each property.")),
    ],
  },
  {
    title: msg("With functions"),
    functions: [
      f("map", "array, function($value, $index)", msg("What the function makes of each value.")),
      f("filter", "array, function($value, $index)", msg("The values for which the function holds.")),
      f("single", "array, function($value)", msg("The one value for which the function holds.")),
      f(
        "reduce",
        "array, function($sum, $value)[, first]",
        msg("One value made by taking in one after another."),
      ),
    ],
  },
  {
    title: msg("Dates"),
    functions: [
      f("now", "[picture[, timezone]]", msg("The time now as text.")),
      f("millis", "", msg("The time now in milliseconds since 1970.")),
      f("fromMillis", "number[, picture[, timezone]]", msg("A time in milliseconds as text.")),
      f("toMillis", "text[, picture]", msg("A time as text in milliseconds.")),
      f("moment", "[value]", msg("A time as Moment.js has it, with its methods.")),
    ],
  },
  {
    title: msg("Flows"),
    functions: [
      f("flowContext", "key[, store]", msg("A value of the flow's context.")),
      f("globalContext", "key[, store]", msg("A value of the global context.")),
      f("env", "name", msg("An environment variable.")),
      f("clone", "value", msg("A copy that can be changed safely.")),
    ],
  },
];
