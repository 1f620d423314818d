export { lookUpTour as default } from "./seen";
