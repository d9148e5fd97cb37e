export * from "../design/kinds";
