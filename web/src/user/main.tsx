/** Entry of My applications, served at /if/user/. */
import { mount } from "../console/mount.tsx";
import { Translated } from "../i18n/react.tsx";
import { App } from "./App.tsx";
import { followBrowser } from "./language.ts";

void followBrowser().then(() => mount(<Translated>{() => <App />}</Translated>));
