"use strict";
const { init, initSync } = require("./core.cjs");

module.exports = { ...require("./public.cjs"), init, initSync };
