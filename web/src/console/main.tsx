/** Entry of the admin console, served at /if/admin/. */
import { App } from "./App.tsx";
import { mount } from "./mount.tsx";

mount(<App />);
