variable "STAGE" { default = "pystage" }
target "one" {
  context = "."
  target = "${STAGE}"
}
