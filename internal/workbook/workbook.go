// Package workbook lays a Report out as an Excel workbook: a sheet for each table,
// a summary with native charts, and live cost formulas over a sheet of constants.
package workbook
