// 梯田: a little script. Every page works without it.
"use strict";
