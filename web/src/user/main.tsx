/** Entry of My applications, served at /if/user/. */
import { mount } from "../console/mount.tsx";
import { App } from "./App.tsx";

mount(<App />);
