"use strict";
require("./core.cjs").setLoader(require("./inline.cjs").default);

module.exports = require("./public.cjs");
