-- The what-ifs of impact serve on the sample, for wrk: every choice of the seven
-- recommendations in every reading, at random.
local links = {}
for _, reading in ipairs { "all", "trafficked-person", "minors-only", "literal" } do
  for choice = 0, 127 do
    local on = {}
    for i = 1, 7 do
      if math.floor(choice / 2 ^ (i - 1)) % 2 == 1 then on[#on + 1] = "rec-" .. i end
    end
    local link = {}
    if reading ~= "all" then link[#link + 1] = "reading=" .. reading end
    if #on < 7 then link[#link + 1] = "provisions=" .. (#on == 0 and "none" or table.concat(on, ",")) end
    links[#links + 1] = "/whatif?" .. table.concat(link, "&")
  end
end
math.randomseed(7)

request = function() return wrk.format("GET", links[math.random(#links)]) end
