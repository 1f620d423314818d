/** Entry of My applications, served at /if/user/. */
import { mount } from "../console/mount.tsx";
import { Translated } from "../i18n/react.tsx";
import { App } from "./App.tsx";
import { followPerson } from "./language.ts";

void followPerson().then(() => mount(<Translated>{() => <App />}</Translated>));
