require("dotenv").config();
require("./mailer").send();
