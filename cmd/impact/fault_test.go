package main

const faultAt = "IMPACT_FAULT"

func injectFault(text string) {}
